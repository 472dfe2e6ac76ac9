import { type Entry, type EntryId, type Epoch, parseRoomId, parseSeq, parseUserId } from '@hubbub/shared'
import { Server } from 'socket.io'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createDelivery } from '../../../apps/server/src/feed/deliver.js'
import type { TellFollowers } from '../../../apps/server/src/feed/tell-followers.js'
import { eventually } from '../../support/eventually.js'

const LARGE = parseRoomId('large')
const CROWDED = parseRoomId('crowded')
const SMALL = parseRoomId('small')
/** How many are told in each room. */
const SOCKETS = new Map([[CROWDED, 400]])
const CROWDED_REST_MS = 64
const EPOCH = 'epoch' as Epoch
const SLOW_MS = 40

function entry(seq: number): Entry {
  const sender = { userId: parseUserId('ann'), name: 'ann' }
  return {
    seq: parseSeq(seq),
    mid: `mid${seq}` as EntryId,
    sentAt: 0,
    kind: 'topic-changed',
    topic: '',
    sender,
  }
}

function coming(seq: number, kind: 'member-joined' | 'member-left' = 'member-joined'): Entry {
  const { mid, sentAt, sender } = entry(seq)
  return { seq: parseSeq(seq), mid, sentAt, sender, kind }
}

function restriction(seq: number, name: string, restriction: 'muted' | 'banned'): Entry {
  const target = { userId: parseUserId(name), name }
  return { ...entry(seq), kind: 'member-restricted', target, restriction }
}

/** A delivery that takes long to tell LARGE. */
function setUp() {
  const told: { roomId: string; at: number; seqs: number[] }[] = []
  const tellFollowers: TellFollowers = (_, fact) => {
    const at = performance.now()
    while (fact.roomId === LARGE && performance.now() < at + SLOW_MS);
    told.push({ roomId: fact.roomId, at, seqs: 'entries' in fact ? fact.entries.map(({ seq }) => seq) : [] })
    return SOCKETS.get(fact.roomId) ?? 1
  }
  /** Who was banned, and how much had been told by then. */
  const bans: { userId: string; seq: number; toldBefore: number[] }[] = []
  const gone: { roomId: string; userId: string }[] = []
  const delivery = createDelivery(new Server(), tellFollowers, () => true, {
    entries: () => undefined,
    resync: () => undefined,
    banned: ({ userId, seq }) =>
      void bans.push({ userId, seq, toldBefore: told.flatMap(({ seqs }) => seqs) }),
    left: (roomId, userId) => void gone.push({ roomId, userId }),
  })
  const toldIn = (roomId: string) => told.filter(each => each.roomId === roomId)
  return { delivery, told, toldIn, bans, gone }
}

test('what comes for a room within one turn of the event loop is told as one', async () => {
  const { delivery, told } = setUp()
  delivery.entries(SMALL, EPOCH, [entry(1)])
  delivery.entries(SMALL, EPOCH, [entry(2), entry(3)])
  await eventually(() => expect(told).toHaveLength(1))
  expect(told[0]?.seqs).toEqual([1, 2, 3])
})

test('[R4] of one batch everybody is told up to a ban, then it ends for the banned, then the others are told the rest', async () => {
  const { delivery, told, bans } = setUp()
  delivery.entries(SMALL, EPOCH, [entry(1), restriction(2, 'eve', 'banned'), restriction(3, 'tom', 'banned')])
  delivery.entries(SMALL, EPOCH, [entry(4), restriction(5, 'una', 'muted'), entry(6)])
  await eventually(() => expect(told.flatMap(({ seqs }) => seqs)).toHaveLength(6))
  expect(told.map(({ seqs }) => seqs)).toEqual([[1, 2], [3], [4, 5, 6]])
  expect(bans).toEqual([
    { userId: 'eve', seq: 2, toldBefore: [1, 2] },
    { userId: 'tom', seq: 3, toldBefore: [1, 2, 3] },
  ])
})

test('a room that took long to tell rests as long as that took, in which more comes together; others do not wait', async () => {
  const { delivery, toldIn } = setUp()
  delivery.entries(LARGE, EPOCH, [entry(1)])
  await eventually(() => expect(toldIn(LARGE)).toHaveLength(1))
  delivery.entries(LARGE, EPOCH, [entry(2)])
  delivery.entries(SMALL, EPOCH, [entry(1)])
  await eventually(() => expect(toldIn(SMALL)).toHaveLength(1))
  expect(toldIn(LARGE)).toHaveLength(1)
  delivery.entries(LARGE, EPOCH, [entry(3)])
  await eventually(() => expect(toldIn(LARGE)).toHaveLength(2))
  const [first, second] = toldIn(LARGE)
  expect(second?.seqs).toEqual([2, 3])
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2 * SLOW_MS - 2)
})

test('a room rests the longer the more sockets it has here, however fast they are told; a small one does not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { delivery, toldIn } = setUp()
  for (const seq of [1, 2, 3]) {
    for (const roomId of [CROWDED, SMALL]) delivery.entries(roomId, EPOCH, [entry(seq)])
    await eventually(() => expect(toldIn(SMALL)).toHaveLength(seq))
  }
  vi.advanceTimersByTime(CROWDED_REST_MS - 1)
  expect(toldIn(CROWDED).map(({ seqs }) => seqs)).toEqual([[1]])
  vi.advanceTimersByTime(1)
  expect(toldIn(CROWDED).map(({ seqs }) => seqs)).toEqual([[1], [2, 3]])
})

test('who came or went is told with what comes next, or together with others who do, half a second later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { delivery, toldIn } = setUp()
  const seqsIn = (roomId: string) => toldIn(roomId).map(({ seqs }) => seqs)
  delivery.entries(SMALL, EPOCH, [coming(1)])
  delivery.entries(CROWDED, EPOCH, [coming(1)])
  vi.advanceTimersByTime(300)
  delivery.entries(SMALL, EPOCH, [coming(2), coming(3, 'member-left')])
  delivery.entries(CROWDED, EPOCH, [coming(2)])
  delivery.entries(CROWDED, EPOCH, [entry(3)])
  await eventually(() => expect(seqsIn(CROWDED)).toEqual([[1, 2, 3]]))
  expect(seqsIn(SMALL)).toEqual([])

  delivery.entries(CROWDED, EPOCH, [coming(4)])
  vi.advanceTimersByTime(199)
  expect(seqsIn(SMALL)).toEqual([])
  vi.advanceTimersByTime(1)
  expect(seqsIn(SMALL)).toEqual([[1, 2, 3]])
  // Neither the end of its rest nor the patience of who came before them is theirs.
  vi.advanceTimersByTime(299)
  expect(seqsIn(CROWDED)).toEqual([[1, 2, 3]])
  vi.advanceTimersByTime(1)
  expect(seqsIn(CROWDED)).toEqual([[1, 2, 3], [4]])
})

test('[J2] nothing waits behind a resync: what came before it is told at once', async () => {
  const { delivery, toldIn } = setUp()
  delivery.entries(LARGE, EPOCH, [entry(1)])
  await eventually(() => expect(toldIn(LARGE)).toHaveLength(1))
  delivery.entries(LARGE, EPOCH, [entry(2)])
  delivery.resync(LARGE, 'epoch')
  expect(toldIn(LARGE).map(({ seqs }) => seqs)).toEqual([[1], [2]])
})

test('[M8] whose leaving the others have been told hears the room no more, though no signal said so', async () => {
  const { delivery, told, gone } = setUp()
  delivery.entries(SMALL, EPOCH, [coming(1), coming(2, 'member-left'), entry(3)])
  await eventually(() => expect(told).toHaveLength(1))
  expect(gone).toEqual([{ roomId: SMALL, userId: 'ann' }])
})
