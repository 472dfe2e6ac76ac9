// What a client holds of one room's log, as pure functions. Always true of a timeline:
//  - `entries` is one stretch without gaps, in seq order, each seq once, whatever arrived in whatever order;
//  - `waiting` lies behind a gap, in seq order, each seq once, at most WAITING_MAX of them;
//  - all of it is of one epoch: entries of another epoch are for the caller to notice.
//
// Nothing that is shown is ever dropped again: only the embedder knows where a person is looking, and a day of a busy
// room is a few megabytes. Who reads without looking (a bot) calls `trimTo`.

import { type Entry, type Epoch, type LogPage, type Position, parseSeq, type Seq } from '@hubbub/shared'

/** Entries behind a gap that are kept; newer ones are let go and read again when the gap is filled. */
export const WAITING_MAX = 1_000

/** What tells where the shown stretch begins, and the log. */
type Stretch = Pick<Timeline, 'entries' | 'oldestSeq'>

/** One room's log as far as this client holds it: one stretch without gaps, plus what waits behind a gap. */
export interface Timeline {
  epoch: Epoch
  /** What is shown: in seq order, without gaps. */
  entries: readonly Entry[]
  /** Entries behind a gap, in seq order; not shown until the gap is filled. */
  waiting: readonly Entry[]
  /** The newest seq this client has heard of. */
  headSeq: Seq
  /** The oldest seq the server still keeps; above 1, the past before it has been trimmed. */
  oldestSeq: Seq
}

export function openTimeline({ epoch, entries, headSeq, oldestSeq }: LogPage): Timeline {
  const opened: Timeline = { epoch, entries, waiting: [], headSeq, oldestSeq }
  return { ...opened, headSeq: newest(headSeq, lastSeq(opened)) }
}

/** Adds entries of the timeline's own epoch, in any order; those already held change nothing. */
export function addEntries(timeline: Timeline, added: readonly Entry[]): Timeline {
  const next = lastSeq(timeline) + 1
  const fresh = added.filter(entry => entry.seq >= next)
  if (fresh.length === 0) return timeline

  const behind = mergeBySeq(timeline.waiting, fresh)
  const shown = lengthOfRun(behind, next)
  return {
    ...timeline,
    entries: shown === 0 ? timeline.entries : timeline.entries.concat(behind.slice(0, shown)),
    waiting: behind.slice(shown, shown + WAITING_MAX),
    headSeq: newest(timeline.headSeq, behind.at(-1)?.seq ?? timeline.headSeq),
  }
}

/** Adds a page of the log that was read after the timeline's end, and what it tells of the log as a whole. */
export function addPage(timeline: Timeline, page: LogPage): Timeline {
  const added = addEntries(timeline, page.entries)
  return { ...added, headSeq: newest(added.headSeq, page.headSeq), oldestSeq: page.oldestSeq }
}

/**
 * Goes on from the position that a join was answered for. What waited is let go: it was told before the answer, perhaps
 * of a log that has since lost its end, and whatever of it still holds follows from the answer.
 */
export function resumeTimeline(timeline: Timeline, page: LogPage): Timeline {
  return addPage({ ...timeline, waiting: [], headSeq: lastSeq(timeline) }, page)
}

/** Puts the page that was read before the oldest entry held in front; one that does not reach up to it adds nothing. */
export function prependPage(timeline: Timeline, page: LogPage): Timeline {
  const first = firstSeq(timeline)
  const older = page.entries.filter(entry => entry.seq < first)
  const isAdjacent = older.at(-1)?.seq === first - 1
  return {
    ...timeline,
    entries: isAdjacent ? older.concat(timeline.entries) : timeline.entries,
    oldestSeq: page.oldestSeq,
  }
}

/** Whether `entries` has another entry at a seq that is shown: the log lost its end, and its seqs were used again. */
export function contradicts(timeline: Timeline, entries: readonly Entry[]): boolean {
  const first = firstSeq(timeline)
  return entries.some(({ seq, mid }) => {
    const shown = timeline.entries[seq - first]
    return shown !== undefined && shown.mid !== mid
  })
}

/** Whether `entries` is fastened to what is shown: they have an entry in common, or nothing is shown yet. */
export function overlaps(timeline: Timeline, entries: readonly Entry[]): boolean {
  const first = firstSeq(timeline)
  const isShown = ({ seq, mid }: Entry) => timeline.entries[seq - first]?.mid === mid
  return timeline.entries.length === 0 || entries.some(isShown)
}

/** What to ask for: the seq after which entries are known to be missing, or null when none are. */
export function gapAfter(timeline: Timeline): { after: Seq } | null {
  const after = lastSeq(timeline)
  return after < timeline.headSeq ? { after } : null
}

/** Whether the log holds entries older than those shown. */
export function hasOlder(timeline: Stretch): boolean {
  return firstSeq(timeline) > timeline.oldestSeq
}

/** Where this reader stands: at the last entry shown. */
export function positionOf(timeline: Timeline): Position {
  const last = timeline.entries.at(-1)
  return last
    ? { epoch: timeline.epoch, seq: last.seq, mid: last.mid }
    : { epoch: timeline.epoch, seq: parseSeq(0) }
}

/** Keeps the newest `count` entries. Trims at twice as many, so that the cost of it is spread over many entries. */
export function trimTo(timeline: Timeline, count: number): Timeline {
  if (timeline.entries.length <= 2 * count) return timeline
  return { ...timeline, entries: timeline.entries.slice(-count) }
}

/** The seq of the oldest entry shown; when none is, of the one that would come next. */
export function firstSeq(timeline: Stretch): Seq {
  return timeline.entries[0]?.seq ?? timeline.oldestSeq
}

/** The seq of the last entry shown; when none is, of the one before the oldest that is kept. */
export function lastSeq(timeline: Timeline): Seq {
  return timeline.entries.at(-1)?.seq ?? parseSeq(Math.max(0, timeline.oldestSeq - 1))
}

function newest(a: Seq, b: Seq): Seq {
  return a > b ? a : b
}

function mergeBySeq(held: readonly Entry[], added: readonly Entry[]): Entry[] {
  const sorted = [...held, ...added].sort((a, b) => a.seq - b.seq)
  return sorted.filter((entry, index) => entry.seq !== sorted[index - 1]?.seq)
}

/** How many entries from the start follow one another, beginning with `from`. */
function lengthOfRun(entries: readonly Entry[], from: number): number {
  const end = entries.findIndex((entry, index) => entry.seq !== from + index)
  return end === -1 ? entries.length : end
}
