// What one reader has on the screen of one room, from a first join or a resync to the next, or to the end.

import type { LedgerEntry } from './ledger.js'
import type { Place } from './read-history.js'

/** What a line of a history does to a reader's screen that it must not. */
export type Wrong =
  /** The one before it was not shown. */
  | 'gap'
  /** It stands above what comes after it. */
  | 'backwards'
  | 'repeat'

export interface Life {
  readonly epoch: string
  /** The join it began with. */
  readonly place: Place
  /** What was written since then is news to this reader. */
  readonly newsFrom: number
  /** With what the first entry shown may begin at the latest. */
  readonly startAtMost: number
  /** null while nothing was shown. */
  first: number | null
  /** The newest shown; `startAtMost - 1` while nothing was. */
  last: number
  /** When each entry was shown, from `timesFrom` on; NaN for one that was not. */
  readonly times: number[]
  timesFrom: number
  /** Seqs between first and last that were not shown. */
  readonly missing: Set<number>
  /** Shown mids that are not those that the ledger knows first for their seq. */
  readonly odd: Map<number, string>
  /** The page that is being put above. */
  older: { from: number; next: number } | null
  /** When a resync, another epoch or its client's own end was the end of it, and nothing more is owed to it. */
  overAt: number
}

/** Longer gaps are reported by their first seqs only. */
const MISSING_MAX = 100_000

export function beginLife(begun: Pick<Life, 'epoch' | 'place' | 'newsFrom' | 'startAtMost'>): Life {
  const { startAtMost } = begun
  return {
    ...begun,
    first: null,
    last: startAtMost - 1,
    times: [],
    timesFrom: startAtMost,
    missing: new Set(),
    odd: new Map(),
    older: null,
    overAt: Number.POSITIVE_INFINITY,
  }
}

/** @returns what is wrong with showing it, or null */
export function showInLife(
  life: Life,
  entry: LedgerEntry,
  isFirstKnown: boolean,
  at: number,
  isOlder: boolean,
): Wrong | null {
  if (!isFirstKnown) life.odd.set(entry.seq, entry.mid)
  return isOlder ? showAbove(life, entry.seq) : showBelow(life, entry.seq, at)
}

function showBelow(life: Life, seq: number, at: number): Wrong | null {
  if (life.first === null) {
    const isLate = seq > life.startAtMost
    for (let missed = life.startAtMost; isLate && missed < seq; missed += 1) miss(life, missed)
    life.first = isLate ? life.startAtMost : seq
    life.timesFrom = life.first
    append(life, seq, at)
    return isLate ? 'gap' : null
  }
  if (seq > life.last) {
    const isNext = seq === life.last + 1
    for (let missed = life.last + 1; missed < seq; missed += 1) miss(life, missed)
    append(life, seq, at)
    return isNext ? null : 'gap'
  }
  if (life.missing.delete(seq)) {
    life.times[seq - life.timesFrom] = at
    return 'backwards'
  }
  return seq < life.first ? 'backwards' : 'repeat'
}

function append(life: Life, seq: number, at: number): void {
  life.times[seq - life.timesFrom] = at
  life.last = seq
}

function miss(life: Life, seq: number): void {
  if (life.missing.size < MISSING_MAX) life.missing.add(seq)
  life.times[seq - life.timesFrom] = Number.NaN
}

function showAbove(life: Life, seq: number): Wrong | null {
  if (life.first === null) return 'gap'
  if (seq >= life.first) return 'repeat'
  const page = life.older ?? { from: seq, next: seq }
  const isNext = seq === page.next
  // Another page before this one came to its end, or a hole in it.
  const missedUpTo = seq < page.from ? life.first : seq
  for (let missed = page.next; !isNext && missed < missedUpTo; missed += 1) life.missing.add(missed)
  life.older = { from: Math.min(page.from, seq), next: seq + 1 }
  if (seq < page.from) life.first = page.from
  if (life.older.next === life.first) {
    life.first = life.older.from
    life.older = null
  }
  return isNext ? null : 'gap'
}

/** Whether this seq was on the screen. */
export function isShown({ first, last, missing }: Life, seq: number): boolean {
  return first !== null && seq >= first && seq <= last && !missing.has(seq)
}
