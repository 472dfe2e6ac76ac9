import type { Entry } from '@hubbub/shared'
import { parseRoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { writeText } from '../../load/message-text.js'
import { createRoomWatch } from '../../load/room-watch.js'
import { epoch, message } from '../client/make.js'

const RUN = 'abcdef'
const ROOM = parseRoomId('room-1')
const ONE = epoch('epoch-1')
const LOG = `${ROOM} ${ONE}`

/** An entry of the run: message number `number` of client 0 at `seq`. */
function entry(seq: number, number = seq, client = 0): Entry {
  return message(seq, { text: writeText({ number, client, dueAt: 1_000 + number }, RUN, 60) })
}

/** Readers who came when the log ended at seq 3. */
function startWatch(...readers: number[]) {
  const watch = createRoomWatch(RUN, roomId => roomId === ROOM)
  const from = { roomId: ROOM, epoch: ONE, isCounted: true }
  const joined = (reader: number, ...entries: Entry[]) =>
    watch.arrived(reader, { ...from, entries, source: 'join' })
  for (const reader of readers) joined(reader, message(2), message(3))
  return {
    watch,
    from,
    joined,
    live: (reader: number, ...entries: Entry[]) =>
      watch.arrived(reader, { ...from, entries, source: 'live' }),
    history: (reader: number, ...entries: Entry[]) =>
      watch.arrived(reader, { ...from, entries, source: 'history' }),
    reading: () => watch.findings(watch.logs()).reading,
    lost: (reader: number) => watch.missing(reader, watch.logs()).missing,
  }
}

test('a run in which nothing goes wrong finds nothing wrong', () => {
  const { watch, live, reading, lost } = startWatch(0, 1)
  for (const reader of [0, 1]) {
    expect(live(reader, entry(4), entry(5)).map(({ number }) => number)).toEqual([4, 5])
    expect(live(reader, entry(6))).toHaveLength(1)
  }
  watch.acked({ roomId: ROOM, epoch: ONE, seq: 6, mid: entry(6).mid }, null)

  expect(reading()).toEqual({ live: 6, resumed: 0, repaired: 0, doubled: 0, reordered: 0 })
  expect([lost(0), lost(1)]).toEqual([0, 0])
  expect(watch.missing(0, watch.logs())).toEqual({ expected: 3, missing: 0 })
  const findings = watch.findings(watch.logs())
  expect(findings.contradictions).toBe(0)
  expect(findings.logs.get(LOG)).toMatchObject({ doubled: 0, reordered: 0, digest: expect.any(String) })
})

test('an entry that one reader never gets is lost to that reader alone', () => {
  const { live, lost } = startWatch(0, 1)
  live(0, entry(4), entry(5), entry(6))
  live(1, entry(4), entry(6))
  expect([lost(0), lost(1)]).toEqual([0, 1])
})

test('a message that was acked and that nobody gets is lost to all', () => {
  const { watch, live, lost } = startWatch(0, 1)
  live(0, entry(4))
  live(1, entry(4))
  watch.acked({ roomId: ROOM, epoch: ONE, seq: 5, mid: 'mid-of-5-00' }, null)
  expect([lost(0), lost(1)]).toEqual([1, 1])
})

test('what a reader has to ask for counts as repaired, not as lost', () => {
  const { live, history, lost, reading } = startWatch(0)
  live(0, entry(4))
  live(0, entry(6))
  expect(history(0, entry(4), entry(5), entry(6)).map(({ number }) => number)).toEqual([5])
  expect(lost(0)).toBe(0)
  expect(reading()).toMatchObject({ live: 2, repaired: 1, doubled: 0, reordered: 0 })
})

test('an entry told twice on one connection is doubled, and delivered once', () => {
  const { live, reading } = startWatch(0)
  live(0, entry(4))
  expect(live(0, entry(4))).toEqual([])
  expect(reading()).toMatchObject({ live: 1, doubled: 1, reordered: 0 })
})

test('entries told in the wrong order are reordered', () => {
  const { live, reading } = startWatch(0)
  live(0, entry(4))
  live(0, entry(6))
  live(0, entry(5))
  expect(reading()).toMatchObject({ live: 3, doubled: 0, reordered: 1 })
})

test('a second connection beside the first, and a new one after it, may repeat what is known', () => {
  const { watch, from, live, joined, reading, lost } = startWatch(0)
  live(0, entry(4), entry(5))
  watch.arrived(0, { ...from, entries: [entry(5)], source: 'live', isCounted: false })
  watch.connected(0)
  joined(0, entry(6), entry(7))
  live(0, entry(6))
  live(0, entry(7), entry(8))
  expect(reading()).toMatchObject({ live: 3, resumed: 2, doubled: 0, reordered: 0 })
  expect(lost(0)).toBe(0)
})

test('an ack that names another message than the readers see contradicts, and so do two readers', () => {
  const { watch, live } = startWatch(0, 1)
  live(0, entry(4), entry(5))
  watch.acked({ roomId: ROOM, epoch: ONE, seq: 4, mid: 'another-mid' }, null)
  live(1, entry(4), { ...entry(5), mid: message(9).mid })
  expect(watch.findings(watch.logs()).contradictions).toBe(2)
})

test('a message that stands in the log twice is doubled in the log', () => {
  const { watch, live } = startWatch(0)
  live(0, entry(4, 70), entry(5, 70))
  expect(watch.findings(watch.logs()).logs.get(LOG)).toMatchObject({ doubled: 1, reordered: 0 })
})

test('messages of one client that stand in the log against their order are reordered in the log', () => {
  const { watch, live } = startWatch(0)
  live(0, entry(4, 71, 1), entry(5, 70, 1), entry(6, 60, 2))
  expect(watch.findings(watch.logs()).logs.get(LOG)).toMatchObject({ doubled: 0, reordered: 1 })
})

test('a log that starts anew is to be read from its start, and what was lost of the old one stays lost', () => {
  const { watch, live, from } = startWatch(0)
  live(0, entry(4))
  watch.acked({ roomId: ROOM, epoch: ONE, seq: 5, mid: 'mid-of-5-00' }, null)
  watch.arrived(0, { ...from, epoch: epoch('epoch-2'), entries: [entry(2, 80)], source: 'join' })
  // Entry 5 of the first log and entry 1 of the second.
  expect(watch.missing(0, watch.logs())).toEqual({ expected: 4, missing: 2 })
})

test('entries of other rooms and of other people count as nothing that was delivered', () => {
  const { watch, from, live, reading } = startWatch(0)
  expect(live(0, message(4, { text: 'hello' }))).toEqual([])
  watch.arrived(0, { ...from, roomId: parseRoomId('lobby'), entries: [entry(9)], source: 'live' })
  expect(reading().live).toBe(1)
  expect(watch.logs()).toEqual(new Map([[LOG, { first: 4, last: 4 }]]))
})
