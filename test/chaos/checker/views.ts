// What each reader was sent and shown of each room. Always true:
//  - a life begins with a join that carried no position, or that was answered by a resync; a resume goes on with the one
//    there is;
//  - what is irregular is noted where it happens; which invariant it breaks is for the invariants to say.

import type { ConnectionRecord, JoinRecord, ReceiveRecord, ShowRecord } from '../history.js'
import { lieOf } from './join-lies.js'
import type { Ledger, LedgerEntry } from './ledger.js'
import { beginLife, type Life, showInLife, type Wrong } from './life.js'
import type { Place } from './read-history.js'
import { createSeqSet, type SeqSet } from './seq-set.js'

export interface View {
  readonly client: string
  readonly room: string
  readonly firstJoinAt: number
  readonly lives: Life[]
  /** By epoch. */
  readonly received: Map<string, SeqSet>
  /** A resume whose answer is being read. */
  resume: Resume | null
}

interface Resume {
  record: JoinRecord
  place: Place
  /** What the next entry of the answer must be. */
  next: number
  isWrong: boolean
}

export interface Irregularity {
  kind: Wrong | 'jump' | 'dishonest'
  view: View
  told: string
  epoch: string
  seq: number
  key: string | null
  places: Place[]
}

export interface Views {
  show(record: ShowRecord, entry: LedgerEntry, place: Place): void
  receive(record: ReceiveRecord, place: Place): void
  join(record: JoinRecord, place: Place): void
  connection(record: ConnectionRecord): void
  /** All lines were read. */
  end(): void
  all(): Iterable<View>
  readonly irregularities: readonly Irregularity[]
  readonly counts: { shown: number; rawDuplicates: number; resumes: number; resyncs: number }
}

export function createViews(ledger: Ledger): Views {
  const clients = new Map<string, Map<string, View>>()
  const irregularities: Irregularity[] = []
  const counts = { shown: 0, rawDuplicates: 0, resumes: 0, resyncs: 0 }

  function viewOf({ client, room, at }: { client: string; room: string; at: number }): View {
    const rooms = clients.get(client) ?? new Map<string, View>()
    if (rooms.size === 0) clients.set(client, rooms)
    const known = rooms.get(room)
    if (known) return known
    const view: View = { client, room, firstJoinAt: at, lives: [], received: new Map(), resume: null }
    rooms.set(room, view)
    return view
  }

  function isIrregular(kind: Irregularity['kind'], view: View, told: string, about: About): void {
    const { epoch, seq, key = null, places } = about
    irregularities.push({ kind, view, told, epoch, seq, key, places })
  }

  function show(record: ShowRecord, entry: LedgerEntry, place: Place): void {
    counts.shown += 1
    const { epoch, seq, key, at, isOlder = false } = record
    const view = viewOf(record)
    let life = currentLife(view)
    if (life === undefined || life.epoch !== epoch) {
      const told = life ? `from epoch ${life.epoch} to ${epoch} without being told` : 'before any join'
      isIrregular('jump', view, `shows seq ${seq} ${told}`, { epoch, seq, key, places: [place] })
      if (life) life.overAt = at
      life = beginLife({ epoch, startAtMost: seq, newsFrom: at, place })
      view.lives.push(life)
    }
    const lastShown = life.last
    const wrong = showInLife(life, entry, ledger.first(view.room, epoch, seq) === entry, at, isOlder)
    if (wrong === null) return
    isIrregular(wrong, view, `shows seq ${seq} after seq ${lastShown}`, { epoch, seq, key, places: [place] })
  }

  function receive(record: ReceiveRecord, place: Place): void {
    const view = viewOf(record)
    const received = view.received.get(record.epoch) ?? createSeqSet()
    view.received.set(record.epoch, received)
    if (!received.add(record.seq)) counts.rawDuplicates += 1
    if (record.source !== 'join') endResume(view)
    if (view.resume === null) return
    if (record.seq !== view.resume.next && !view.resume.isWrong)
      dishonest(view.resume, view, record.seq, place)
    view.resume.next = record.seq + 1
  }

  function dishonest(resume: Resume, view: View, seq: number, place: Place): void {
    resume.isWrong = true
    const told = `was answered a resume from seq ${resume.record.from?.seq} with seq ${seq} instead of ${resume.next}`
    isIrregular('dishonest', view, told, {
      epoch: resume.record.epoch,
      seq: resume.next,
      places: [resume.place, place],
    })
  }

  function endResume(view: View): void {
    const { resume } = view
    view.resume = null
    if (resume === null || resume.record.from === null || resume.isWrong) return
    const { from, headSeq } = resume.record
    const isEmpty = resume.next === from.seq + 1
    if (!isEmpty || headSeq <= from.seq) return
    const told = `was answered a resume from seq ${from.seq} with nothing, though the log went up to ${headSeq}`
    isIrregular('dishonest', view, told, { epoch: from.epoch, seq: from.seq + 1, places: [resume.place] })
  }

  function join(record: JoinRecord, place: Place): void {
    const view = viewOf(record)
    endResume(view)
    const life = currentLife(view)
    const lie = lieOf(record, life)
    if (lie !== null) {
      isIrregular(lie.kind, view, lie.told, { epoch: record.epoch, seq: record.headSeq, places: [place] })
    }
    if (record.isResume) counts.resumes += 1
    if (record.resync !== null) counts.resyncs += 1
    if (life === undefined || !record.isResume || record.resync !== null || life.epoch !== record.epoch) {
      if (life) life.overAt = record.at
      const { epoch, oldestSeq, headSeq, at, isResume } = record
      const startAtMost = oldestSeq > headSeq ? headSeq + 1 : headSeq
      const newsFrom = isResume ? (life?.newsFrom ?? at) : at
      view.lives.push(beginLife({ epoch, startAtMost, newsFrom, place }))
    } else if (record.from !== null) {
      view.resume = { record, place, next: record.from.seq + 1, isWrong: false }
    }
  }

  function connection({ client, state, at }: ConnectionRecord): void {
    if (state !== 'stopped' && state !== 'signed-out') return
    for (const view of clients.get(client)?.values() ?? []) {
      endResume(view)
      const life = currentLife(view)
      if (life) life.overAt = at
    }
  }

  function* all(): Iterable<View> {
    for (const rooms of clients.values()) yield* rooms.values()
  }

  function end(): void {
    for (const view of all()) endResume(view)
  }

  return { show, receive, join, connection, end, all, irregularities, counts }
}

interface About {
  epoch: string
  seq: number
  key?: string | null
  places: Place[]
}

/** The life that goes on after the last line read, or at `at`; none when the client has ended before. */
export function currentLife({ lives }: View, at = Number.POSITIVE_INFINITY): Life | undefined {
  const life = lives.at(-1)
  return life !== undefined && life.overAt >= at ? life : undefined
}
