// A small chat that keeps its promises, in time that only the caller moves, and the lines that its clients write.

import { createHash } from 'node:crypto'
import {
  isText as isTextBody,
  NAME,
  nameBody,
  pinBody,
  reactionBody,
  reactionsText,
  readName,
  readPin,
  readReaction,
  readRestriction,
  readTopic,
  restrictionBody,
  TOPIC,
  topicBody,
} from '../../chaos/bodies.js'
import type { HistoryRecord } from '../../chaos/history.js'
import type { Fact } from '../../chaos/write-history.js'
import type { SeededRandom } from '../../support/seeded-random.js'

export const EPOCH = 'epoch-1'
/** Entries in the answer to a first join, and in a page of the past. */
const PAGE = 10
const EMOJI = '👍'
/** Of each room, until it is renamed. */
export const FIRST_NAME = 'as it was made'
/** No message says it. */
const IS_OF_ROOM = [readTopic, readName, readPin, readRestriction] as const

interface Entry {
  room: string
  seq: number
  mid: string
  key: string | null
  sender: string
  body: string | null
  target?: string
}

type Content = Pick<Entry, 'key' | 'sender' | 'body' | 'target'>

export interface ModelClient {
  readonly name: string
  readonly rooms: readonly string[]
  isConnected(): boolean
  /** Joins its rooms, with the positions it has. */
  connect(at: number): void
  disconnect(at: number, state: 'lost' | 'away' | 'signed-out' | 'stopped'): void
  /** Is told what has come to its rooms since they were so long. */
  hear(at: number, lengths: ReadonlyMap<string, number>): void
  /** Reads everything older than the first page. */
  readBack(at: number, room: string): void
  /** Asks how far the log of a room goes. */
  ask(at: number, room: string): void
  send(at: number, room: string, ack: { afterMs: number; duplicate: boolean }): void
  /** Gives an own message another text, `deletes` it, or tries to after that. */
  change(at: number, room: string, how: 'edit' | 'delete' | 'edit deleted', random: SeededRandom): void
  /** Gives some message an emoji, or takes one back that it gave. */
  react(at: number, room: string, on: boolean, random: SeededRandom): void
  /** Pins some message, or unpins one that it pinned. */
  pin(at: number, room: string, on: boolean, random: SeededRandom): void
  setTopic(at: number, room: string): void
  rename(at: number, room: string): void
  /** Mutes or bans another, or lifts that. */
  restrict(at: number, room: string, user: string, restriction: 'muted' | 'banned' | null): void
  /** Is refused what it writes. */
  sendInVain(at: number, room: string, code: string): void
  readonly user: string
  /** Tells what its screens say of changed messages and of their rooms. */
  tellTexts(at: number): void
}

export interface ModelChat {
  readonly records: HistoryRecord[]
  write(at: number, process: string, fact: Fact): void
  lengths(): Map<string, number>
  append(room: string, of: Content): Entry
  client(process: string, name: string, rooms: readonly string[]): ModelClient
  writeTruth(at: number): void
}

export function createModelChat(rooms: readonly string[]): ModelChat {
  const records: HistoryRecord[] = []
  const logs = new Map<string, Entry[]>(rooms.map(room => [room, []]))
  const log = (room: string) => logs.get(room) ?? []
  const deleted = new Set<string>()
  let mids = 0

  function write(at: number, process: string, fact: Fact): void {
    records.push({ at, process, ...fact } as HistoryRecord)
  }

  function append(room: string, of: Content): Entry {
    mids += 1
    const entry = { room, seq: log(room).length + 1, mid: `mid-${mids}`, ...of }
    log(room).push(entry)
    return entry
  }

  return {
    records,
    write,
    append,
    lengths: () => new Map(rooms.map(room => [room, log(room).length])),
    client(process, name, joined) {
      const tell = (at: number, fact: Fact) => write(at, process, fact)
      return modelClient({ name, rooms: joined, tell, log, append, deleted })
    },
    writeTruth(at) {
      for (const entry of [...logs.values()].flat())
        write(at, 'arena', { f: 'truth', client: '', epoch: EPOCH, ...entry })
    },
  }
}

function modelClient(deps: {
  name: string
  rooms: readonly string[]
  tell(at: number, fact: Fact): void
  log(room: string): readonly Entry[]
  append: ModelChat['append']
  /** Messages of all rooms, by `mid`. */
  deleted: Set<string>
}): ModelClient {
  const { name, rooms, tell, log, append, deleted } = deps
  const sender = `user-${name}`
  const own = { client: name }
  const shown = new Map<string, number>()
  const held = new Map<string, Entry[]>(rooms.map(room => [room, []]))
  const counts = new Map<string, number>()
  const given = new Map<string, 'on' | 'taken back'>()
  const pinned = new Map<string, 'on' | 'taken back'>()
  let changes = 0
  let isConnected = false
  tell(0, { f: 'user', ...own, user: sender })

  function arrive(at: number, source: 'live' | 'join' | 'history', entries: readonly Entry[]): void {
    for (const entry of entries)
      tell(at, { f: 'receive', ...own, source, worker: 'w1', epoch: EPOCH, ...entry })
    for (const entry of entries) held.get(entry.room)?.push(entry)
    for (const { room, seq, mid, key } of entries) {
      const isOlder = source === 'history' ? { isOlder: true as const } : {}
      tell(at, { f: 'show', ...own, ...isOlder, room, epoch: EPOCH, seq, mid, key })
      if (source !== 'history') shown.set(room, seq)
    }
  }

  /** As whoever reads the log is told it. */
  function read(room: string): Entry[] {
    return log(room).map(entry =>
      isText(entry) && deleted.has(entry.target ?? entry.mid) ? { ...entry, body: '' } : entry,
    )
  }

  function join(at: number, room: string): void {
    const seq = shown.get(room)
    const from = seq === undefined ? null : { epoch: EPOCH, seq }
    const headSeq = log(room).length
    const answer = { epoch: EPOCH, headSeq, oldestSeq: 1, isResume: from !== null, from, resync: null }
    tell(at, { f: 'join', ...own, room, worker: 'w1', ...answer })
    arrive(at, 'join', seq === undefined ? read(room).slice(-PAGE) : read(room).slice(seq))
    tell(at, { f: 'presence', ...own, room, count: 3 })
  }

  /** @returns a message to give something to, or to take it back from; null when there is none */
  function turn(
    had: Map<string, 'on' | 'taken back'>,
    room: string,
    on: boolean,
    { pick }: SeededRandom,
  ): string | null {
    const there = log(room).filter(({ key, mid }) => key !== null && !deleted.has(mid))
    const from = there.filter(({ mid }) => (on ? !had.has(mid) : had.get(mid) === 'on'))
    if (from.length === 0) return null
    const target = pick(from).mid
    had.set(target, on ? 'on' : 'taken back')
    return target
  }

  function done(at: number, room: string, target: string, body: string): void {
    const change = { f: 'change', ...own, room, target, body, sender } as const
    tell(at, { ...change, type: 'invoke' })
    append(room, { key: null, sender, body, target })
    tell(at + 4, { ...change, type: 'ok' })
  }

  return {
    name,
    rooms,
    isConnected: () => isConnected,
    connect(at) {
      isConnected = true
      tell(at, { f: 'connection', ...own, state: 'connected', worker: 'w1' })
      for (const room of rooms) join(at, room)
    },
    disconnect(at, state) {
      isConnected = false
      tell(at, { f: 'connection', ...own, state, worker: null })
    },
    hear(at, lengths) {
      for (const room of rooms) arrive(at, 'live', log(room).slice(lengths.get(room)))
    },
    readBack(at, room) {
      const older = read(room).slice(0, -PAGE)
      for (let end = older.length; end > 0; end -= PAGE)
        arrive(at, 'history', older.slice(Math.max(0, end - PAGE), end))
    },
    ask(at, room) {
      const read = { f: 'read', ...own, id: `${name}-${at}`, room } as const
      tell(at, { ...read, type: 'invoke' })
      tell(at + 3, { ...read, type: 'ok', epoch: EPOCH, headSeq: log(room).length })
    },
    send(at, room, { afterMs, duplicate }) {
      const count = (counts.get(room) ?? 0) + 1
      counts.set(room, count)
      const key = `${name}/${room}/${count}`
      const body = hashOf(key)
      const send = { f: 'send', ...own, room, key, sender } as const
      tell(at, { ...send, type: 'invoke', body, count })
      const { seq, mid } = append(room, { key, sender, body })
      tell(at + afterMs, { ...send, type: 'ok', seq, mid, epoch: EPOCH, duplicate, worker: 'w1' })
    },
    change(at, room, how, random) {
      const mine = log(room).filter(entry => entry.key !== null && entry.sender === sender)
      const left = mine.filter(({ mid }) => !deleted.has(mid))
      const edited = left.filter(({ mid }) => log(room).some(each => each.target === mid && isText(each)))
      const gone = mine.filter(({ mid }) => deleted.has(mid))
      const from = how === 'edit deleted' ? gone : how === 'delete' && edited.length > 0 ? edited : left
      if (from.length === 0) return
      const target = random.pick(from).mid
      changes += 1
      const body = how === 'delete' ? null : hashOf(`${name}/change/${changes}`)
      const change = { f: 'change', ...own, room, target, body, sender } as const
      tell(at, { ...change, type: 'invoke' })
      if (how === 'edit deleted') return tell(at + 4, { ...change, type: 'fail', code: 'not_found' })
      append(room, { key: null, sender, body, target })
      if (how === 'delete') deleted.add(target)
      tell(at + 4, { ...change, type: 'ok' })
    },
    react(at, room, on, random) {
      const target = turn(given, room, on, random)
      if (target !== null) done(at, room, target, reactionBody({ emoji: EMOJI, on, userId: sender }))
    },
    pin(at, room, on, random) {
      const target = turn(pinned, room, on, random)
      if (target !== null) done(at, room, target, pinBody({ on, userId: sender }))
    },
    setTopic(at, room) {
      changes += 1
      done(at, room, TOPIC, topicBody(hashOf(`${name}/topic/${changes}`)))
    },
    rename(at, room) {
      changes += 1
      done(at, room, NAME, nameBody(hashOf(`${name}/name/${changes}`)))
    },
    restrict(at, room, user, restriction) {
      done(at, room, user, restrictionBody(restriction))
    },
    sendInVain(at, room, code) {
      const count = (counts.get(room) ?? 0) + 1
      counts.set(room, count)
      const key = `${name}/${room}/${count}`
      const send = { f: 'send', ...own, room, key, sender } as const
      tell(at, { ...send, type: 'invoke', body: hashOf(key), count })
      tell(at + 4, { ...send, type: 'fail', code })
    },
    user: sender,
    tellTexts(at) {
      for (const [room, entries] of held) {
        const inOrder = entries.toSorted((a, b) => a.seq - b.seq)
        const changed = new Map<string, string | null>()
        const reactions = new Map<string, string[]>()
        for (const entry of inOrder) {
          const { target, body, sender } = entry
          if (target === undefined || IS_OF_ROOM.some(read => read(body ?? '') !== null)) continue
          if (body === null || isText(entry)) changed.set(target, body)
          else if (readReaction(body)?.on) reactions.set(target, [...(reactions.get(target) ?? []), sender])
          else
            reactions.set(
              target,
              (reactions.get(target) ?? []).filter(user => user !== sender),
            )
        }
        const shownReactions = [...reactions].map(
          ([target, users]) => [target, reactionsText(users.length > 0 ? [[EMOJI, users]] : [])] as const,
        )
        const stretch = { firstSeq: inOrder[0]?.seq ?? 0, lastSeq: inOrder.at(-1)?.seq ?? 0 }
        tell(at, {
          f: 'texts',
          ...own,
          room,
          epoch: EPOCH,
          ...stretch,
          changed: [...changed],
          reactions: shownReactions,
          ...standingOf(log(room).slice(0, stretch.lastSeq)),
        })
      }
    },
  }
}

/** Not so a deletion, a reaction, or what is no message. */
function isText({ body }: Entry): boolean {
  return body !== null && isTextBody(body)
}

function standingOf(entries: readonly Entry[]): { name: string; topic: string; pins: string[] } {
  const names = entries.flatMap(({ body }) => readName(body ?? '') ?? [])
  const topics = entries.flatMap(({ body }) => readTopic(body ?? '') ?? [])
  const pins = entries.filter(({ mid }, index) => {
    const later = entries.slice(index + 1).filter(({ target }) => target === mid)
    return later.some(({ body }) => readPin(body ?? '') === true)
  })
  const pinnedAt = (mid: string) =>
    entries.findLast(({ target, body }) => target === mid && (body === null || readPin(body) !== null))
  const stand = pins.filter(({ mid }) => readPin(pinnedAt(mid)?.body ?? '') === true)
  const lastFirst = stand.toSorted((a, b) => (pinnedAt(b.mid)?.seq ?? 0) - (pinnedAt(a.mid)?.seq ?? 0))
  const [name, topic] = [names.at(-1) ?? FIRST_NAME, topics.at(-1) ?? '']
  return { name, topic, pins: lastFirst.map(({ mid }) => mid) }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
