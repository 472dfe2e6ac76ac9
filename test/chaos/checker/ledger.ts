// Every entry that anybody ever knew of: acked, received, shown or standing in the log at the end. Always true:
//  - one (room, epoch, seq, mid) is one entry, whoever tells of it; entries that share (room, epoch, seq) are rivals;
//  - what is told of an entry for a second time is compared with what was told first.

import type { TruthRecord } from '../history.js'
import type { Place } from './read-history.js'

export interface LedgerEntry {
  readonly room: string
  readonly epoch: string
  readonly seq: number
  readonly mid: string
  /** undefined while nobody told it; null for what is no message. */
  key: string | null | undefined
  sender: string | undefined
  /** As it was written, whether or not some were told it without its text. */
  body: string | null | undefined
  /** What it is a change of, as in a `ChangeRecord`. */
  target: string | undefined
  /** When the first of all told of it. */
  firstAt: number
  /** The line that told of it first. */
  readonly place: Place
  /** Another entry at the same seq of the same epoch. */
  rival: LedgerEntry | null
}

export interface ToldEntry {
  room: string
  epoch: string
  seq: number
  mid: string
  key?: string | null
  sender?: string
  body?: string | null
  target?: string
}

/** The log of a room as it stands at the end. */
export interface RoomTruth {
  epoch: string
  oldestSeq: number
  headSeq: number
  entries: Map<number, LedgerEntry>
}

/** `kept`: in the log at the end; `trimmed`: so old that the log need not have it; `lost`: gone. */
export type Fate = 'kept' | 'trimmed' | 'lost'

export interface Ledger {
  see(told: ToldEntry, at: number, place: Place): LedgerEntry
  seeTruth(record: TruthRecord, place: Place): void
  /** The entry first told of at this seq, and through `rival` the others. */
  first(room: string, epoch: string, seq: number): LedgerEntry | undefined
  /** All entries, room by room and epoch by epoch, in seq order. */
  entries(): Iterable<LedgerEntry>
  epochs(): number
  readonly truth: ReadonlyMap<string, RoomTruth>
  /** Lines that tell something else of an entry than a line before. */
  readonly contradictions: readonly { entry: LedgerEntry; place: Place; what: string }[]
  fate(entry: Pick<LedgerEntry, 'room' | 'seq' | 'mid'>): Fate
}

export function createLedger(): Ledger {
  const rooms = new Map<string, Map<string, Map<number, LedgerEntry>>>()
  const truth = new Map<string, RoomTruth>()
  const contradictions: { entry: LedgerEntry; place: Place; what: string }[] = []

  function slots(room: string, epoch: string): Map<number, LedgerEntry> {
    const epochs = rooms.get(room) ?? new Map<string, Map<number, LedgerEntry>>()
    if (epochs.size === 0) rooms.set(room, epochs)
    const found = epochs.get(epoch) ?? new Map<number, LedgerEntry>()
    if (found.size === 0) epochs.set(epoch, found)
    return found
  }

  function see(told: ToldEntry, at: number, place: Place): LedgerEntry {
    const entry = findOrAdd(told, at, place)
    if (at < entry.firstAt) entry.firstAt = at
    const differs = (['key', 'sender', 'body', 'target'] as const).filter(
      field => !agrees(entry, told, field),
    )
    if (differs.length > 0) contradictions.push({ entry, place, what: differs.join(' and ') })
    return entry
  }

  function findOrAdd(told: ToldEntry, at: number, place: Place): LedgerEntry {
    const held = slots(told.room, told.epoch)
    const first = held.get(told.seq)
    let entry = first ?? null
    while (entry !== null && entry.mid !== told.mid) entry = entry.rival
    if (entry !== null) return entry
    const { room, epoch, seq, mid, key, sender, target } = told
    const body = told.body === '' ? undefined : told.body
    const content = { key, sender, body, target }
    const added: LedgerEntry = { room, epoch, seq, mid, ...content, firstAt: at, place, rival: null }
    if (first === undefined) held.set(seq, added)
    else {
      added.rival = first.rival
      first.rival = added
    }
    return added
  }

  return {
    see,
    seeTruth(record, place) {
      // The log is read after everything else: it tells nothing of when an entry came to be.
      const entry = see(record, Number.POSITIVE_INFINITY, place)
      const { room, epoch, seq } = record
      const known = truth.get(room) ?? { epoch, oldestSeq: seq, headSeq: seq, entries: new Map() }
      truth.set(room, known)
      if (!known.entries.has(seq)) known.entries.set(seq, entry)
      known.oldestSeq = Math.min(known.oldestSeq, seq)
      known.headSeq = Math.max(known.headSeq, seq)
    },
    first: (room, epoch, seq) => rooms.get(room)?.get(epoch)?.get(seq),
    *entries() {
      for (const epochs of rooms.values())
        for (const held of epochs.values()) {
          for (const [, first] of [...held].sort(([a], [b]) => a - b)) {
            for (let entry: LedgerEntry | null = first; entry !== null; entry = entry.rival) yield entry
          }
        }
    },
    epochs: () => [...rooms.values()].reduce((sum, epochs) => sum + epochs.size, 0),
    truth,
    contradictions,
    fate({ room, seq, mid }) {
      const log = truth.get(room)
      if (log?.entries.get(seq)?.mid === mid) return 'kept'
      return log !== undefined && seq < log.oldestSeq ? 'trimmed' : 'lost'
    },
  }
}

/** Whether `told` agrees with what is known; takes over what was not known. */
function agrees(entry: LedgerEntry, told: ToldEntry, field: 'key' | 'sender' | 'body' | 'target'): boolean {
  const value = told[field]
  // Whether a text may be left out is asked elsewhere.
  if (field === 'body' && value === '') return true
  if (value === undefined || entry[field] === value) return true
  if (entry[field] !== undefined) return false
  Object.assign(entry, { [field]: value })
  return true
}
