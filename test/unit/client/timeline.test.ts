import type { Entry } from '@hubbub/shared'
import { expect, test } from 'vitest'
import {
  addEntries,
  addPage,
  gapAfter,
  hasOlder,
  openTimeline,
  positionOf,
  prependPage,
  trimTo,
  WAITING_MAX,
} from '../../../packages/client/src/timeline.js'
import { countUnread } from '../../../packages/client/src/unread.js'
import { seededRandom } from '../../support/seeded-random.js'
import { ann, bob, change, epoch, message, messages, page, seq, seqsOf } from './make.js'

const range = (from: number, to: number) => seqsOf(messages(from, to))

test('[M2] entries that arrive in any order, twice or overlapping are shown in seq order, each once', () => {
  const random = seededRandom('timeline shuffle')

  for (let round = 0; round < 200; round++) {
    const first = random.integer(0, 30)
    const last = first + random.integer(0, 120)
    const batches = random.shuffle(overlappingStretches(first + 1, last, random))

    let timeline = openTimeline(page(1, first))
    for (const [from, to] of batches) {
      timeline = addEntries(timeline, random.shuffle(messages(from, to)))
      expect(seqsOf(timeline.entries)).toEqual(range(1, timeline.entries.length))
    }
    expect(seqsOf(timeline.entries)).toEqual(range(1, last))
    expect(timeline.waiting).toEqual([])
    expect(gapAfter(timeline)).toBeNull()
  }
})

test('[M4] entries behind a gap are shown as soon as the missing ones have come, and not before', () => {
  const random = seededRandom('timeline gaps')

  for (let round = 0; round < 200; round++) {
    const last = random.integer(2, 80)
    const lost = new Set(range(1, last).filter(() => random.next() < 0.3))
    let timeline = openTimeline(page(1, 0))
    for (const entry of messages(1, last)) if (!lost.has(entry.seq)) timeline = addEntries(timeline, [entry])

    // What is known of the log ends with the last entry that came.
    const head = Math.max(0, ...range(1, last).filter(at => !lost.has(at)))
    for (let gap = gapAfter(timeline); gap; gap = gapAfter(timeline)) {
      expect(lost.has(gap.after + 1)).toBe(true)
      expect(seqsOf(timeline.entries)).toEqual(range(1, gap.after))
      timeline = addPage(timeline, page(gap.after + 1, Math.min(head, gap.after + random.integer(1, 5))))
    }
    expect(seqsOf(timeline.entries)).toEqual(range(1, head))
  }
})

test('[J3] pages read backwards join the stretch that is held without gaps or repeats', () => {
  const random = seededRandom('timeline pages')

  for (let round = 0; round < 100; round++) {
    let timeline = openTimeline(page(random.integer(50, 99), 100))
    while (hasOlder(timeline)) {
      const before = timeline.entries[0]?.seq ?? 0
      const older = page(Math.max(1, before - random.integer(1, 20)), before - 1 + random.integer(0, 3))
      timeline = addEntries(prependPage(timeline, older), messages(100, 101))
    }
    expect(seqsOf(timeline.entries)).toEqual(range(1, 101))
  }
})

test('a page that does not reach up to what is held is not put in front of it', () => {
  const timeline = prependPage(openTimeline(page(50, 60)), page(40, 48))
  expect(seqsOf(timeline.entries)).toEqual(range(50, 60))
})

test('[J4] nothing older is offered once the reader has reached the oldest entry kept', () => {
  const timeline = openTimeline(page(50, 60, { oldestSeq: seq(45) }))
  expect(hasOlder(timeline)).toBe(true)
  expect(hasOlder(prependPage(timeline, page(45, 49, { oldestSeq: seq(45) })))).toBe(false)
  expect(hasOlder(prependPage(timeline, page(1, 0, { oldestSeq: seq(50) })))).toBe(false)
})

test('[J2] the position is that of the last entry shown, never of one that waits behind a gap', () => {
  const timeline = addEntries(openTimeline(page(1, 5)), messages(7, 9))
  expect(positionOf(timeline)).toEqual({ epoch: epoch('epoch-1'), seq: 5, mid: message(5).mid })
  expect(positionOf(openTimeline(page(1, 0)))).toEqual({ epoch: epoch('epoch-1'), seq: 0 })
})

test('a room that nobody has written in shows its first entry when it comes', () => {
  const timeline = addEntries(openTimeline(page(1, 0)), messages(1, 1))
  expect(seqsOf(timeline.entries)).toEqual([1])
})

test('entries known of but not held are a gap, also when nothing waits behind it', () => {
  expect(gapAfter(openTimeline(page(1, 5, { headSeq: seq(9) })))).toEqual({ after: 5 })
})

test('what waits behind a gap is bounded, and the rest is asked for when the gap is filled', () => {
  let timeline = addEntries(openTimeline(page(1, 1)), messages(3, WAITING_MAX + 50))
  expect(timeline.waiting).toHaveLength(WAITING_MAX)

  timeline = addEntries(timeline, [message(2)])
  expect(timeline.entries.at(-1)?.seq).toBe(WAITING_MAX + 2)
  expect(gapAfter(timeline)).toEqual({ after: WAITING_MAX + 2 })
})

test('entries already held leave the timeline the very same object', () => {
  const timeline = openTimeline(page(1, 5))
  expect(addEntries(timeline, messages(2, 5))).toBe(timeline)
})

test('a bot keeps the newest entries, and trims seldom', () => {
  let timeline = openTimeline(page(1, 0))
  let trims = 0
  for (const entry of messages(1, 1_000)) {
    const added = addEntries(timeline, [entry])
    timeline = trimTo(added, 100)
    if (timeline !== added) trims++
  }
  expect(timeline.entries.at(-1)?.seq).toBe(1_000)
  expect(timeline.entries.length).toBeGreaterThanOrEqual(100)
  expect(timeline.entries.length).toBeLessThanOrEqual(200)
  expect(trims).toBeLessThan(10)
})

test('20,000 entries in batches are added within seconds', () => {
  let timeline = openTimeline(page(1, 0))
  const all = messages(1, 20_000)
  const startedAt = performance.now()
  for (let from = 0; from < all.length; from += 10)
    timeline = addEntries(timeline, all.slice(from, from + 10))
  expect(timeline.entries).toHaveLength(20_000)
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

/** Stretches that together cover everything from one seq to another, with repeats and overlaps. */
function overlappingStretches(from: number, to: number, random: ReturnType<typeof seededRandom>) {
  const stretches: [number, number][] = []
  for (let at = from; at <= to; ) {
    const end = Math.min(to, at + random.integer(0, 9))
    stretches.push([Math.max(1, at - random.integer(0, 4)), end])
    if (random.next() < 0.3) stretches.push([at, end])
    at = end + 1
  }
  return stretches
}

test('[W5] that somebody was let in is unread for them, and for nobody else; that they came by themselves is not', () => {
  const { seq: at, mid, sentAt } = message(3)
  const joined = { kind: 'member-joined' as const, seq: at, mid, sentAt, sender: ann }
  const unread = (entry: Entry, userId = ann.userId) =>
    countUnread(openTimeline({ ...page(1, 3), entries: [...messages(1, 2), entry] }), seq(2), userId)
  expect(unread({ ...joined, by: bob })).toBe(1)
  expect(unread({ ...joined, by: bob }, bob.userId)).toBe(0)
  expect(unread(joined)).toBe(0)
})

test('deleted messages and changes are not unread', () => {
  const entries = [...messages(1, 4), change(5, 2, 'new'), change(6, 4, null)]
  const timeline = openTimeline({ ...page(1, 6), entries })
  expect(countUnread(timeline, seq(1), ann.userId)).toBe(2)
})
