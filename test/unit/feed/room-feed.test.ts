import { type Epoch, parseSeq } from '@hubbub/shared'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createRoomFeed, type Delivery, type RoomFeed } from '../../../apps/server/src/feed/room-feed.js'
import { createKeys } from '../../../apps/server/src/redis/keys.js'
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js'
import { createFaultyRoom, type FaultyRoom } from './faulty-room.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Member extends Delivery {
  known: Map<number, string>
  wrong: string[]
  /** Told of each answer to a join, as the feed of the worker that gives it. */
  answered: RoomFeed['answered']
}

/**
 * A member like packages/client: believes what is passed on, joins again when told to or when another entry comes with
 * a seq already known, and notices everything else that cannot be.
 */
function createMember(room: FaultyRoom): Member {
  const known = new Map<number, string>()
  const wrong: string[] = []
  let epoch: Epoch | null = null
  let passedOn = 0

  function joinAgain(): void {
    known.clear()
    for (const { seq, mid } of room.entries()) known.set(seq, mid)
    member.answered(room.roomId, room.epoch(), parseSeq(known.size))
  }

  const member: Member = {
    known,
    wrong,
    answered: () => undefined,
    entries(_, of, list) {
      if (epoch !== null && of !== epoch) wrong.push('another epoch without a resync')
      epoch = of
      for (const { seq } of list) {
        if (passedOn !== 0 && seq !== passedOn + 1) wrong.push(`${seq} after ${passedOn}`)
        passedOn = seq
      }
      if (list.some(({ seq, mid }) => known.has(seq) && known.get(seq) !== mid)) joinAgain()
      else for (const { seq, mid } of list) known.set(seq, mid)
    },
    resync() {
      epoch = null
      passedOn = 0
      joinAgain()
    },
  }
  return member
}

function follow(room: FaultyRoom, delivery: Delivery) {
  const feed = createRoomFeed({
    channels: room.channels,
    keys: createKeys('t:'),
    log: room.log,
    delivery,
    logger: pino({ level: 'silent' }),
  })
  onTestFinished(() => feed.stop())
  return feed
}

async function followed(feed: ReturnType<typeof follow>, room: FaultyRoom): Promise<void> {
  for (;;) {
    const following = feed.follow(room.roomId).then(
      () => true,
      () => false,
    )
    await vi.advanceTimersByTimeAsync(100)
    if (await following) return
  }
}

/** What may happen to a room, and how often. */
function happening(room: FaultyRoom, random: SeededRandom): () => void {
  const { append, cutChannel } = room
  const breakage = [
    () => room.loseLog(),
    () => room.loseTail(random.integer(1, 5)),
    () => room.loseTail(random.integer(50, 300)),
  ]
  return random.pick([
    () => append(1),
    () => append(1),
    () => append(random.integer(2, 8)),
    () => append(random.integer(2, 8)),
    () => append(random.integer(100, 450)),
    cutChannel,
    () => undefined,
    // A Redis that loses something has been away: the channel with it.
    () => {
      random.pick(breakage)()
      cutChannel()
    },
  ])
}

test('[M5] [M7] whatever the channel loses, doubles or swaps, members are told each entry once and in order, or to resync', async () => {
  const random = seededRandom('room feed')
  for (let round = 0; round < 60; round += 1) {
    const room = createFaultyRoom(random)
    room.append(random.integer(0, 3) || 1)
    const member = createMember(room)
    const feed = follow(room, member)
    member.answered = feed.answered
    await followed(feed, room)
    const from = room.entries().length
    const epoch = room.epoch()

    for (let step = 0; step < 60; step += 1) {
      happening(room, random)()
      await vi.advanceTimersByTimeAsync(random.pick([0, 1, 10, 50, 200, 1_500]))
    }
    room.heal()
    await vi.advanceTimersByTimeAsync(5_000)

    const truth = new Map(room.entries().map(({ seq, mid }) => [Number(seq), String(mid)]))
    // Without a resync a member knows what came after the joining.
    for (const seq of truth.keys())
      if (room.epoch() === epoch && seq <= from && !member.known.has(seq)) truth.delete(seq)
    expect({ round, wrong: member.wrong, known: member.known }).toEqual({ round, wrong: [], known: truth })
    feed.stop()
  }
})

test('[M5] an entry lost on the channel is passed on within two head checks, though nobody writes after it', async () => {
  const random = seededRandom('lost entry')
  const room = createFaultyRoom(random)
  room.heal()
  const member = createMember(room)
  await followed(follow(room, member), room)
  room.cutChannel()
  room.append(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(member.known.size).toBe(1)
})

test('[J2] a log that loses what a member was answered with, and what was never passed on, makes the members resync', async () => {
  const room = createFaultyRoom(seededRandom('answered ahead'))
  room.heal()
  room.append(1)
  const resyncs: string[] = []
  const feed = follow(room, { entries: () => undefined, resync: (_, reason) => void resyncs.push(reason) })
  await followed(feed, room)
  const answeredTo = parseSeq(3)
  room.cutChannel()
  room.append(2)
  feed.answered(room.roomId, room.epoch(), answeredTo)
  room.loseTail(2)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(resyncs).toEqual(['future'])

  // Once it has been passed on there is nothing left to watch for, and a growing log is no loss.
  feed.answered(room.roomId, room.epoch(), answeredTo)
  room.append(2)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(resyncs).toEqual(['future'])
})

test('what no script of ours publishes ends no worker, and the room goes on', async () => {
  const room = createFaultyRoom(seededRandom('garbage'))
  room.heal()
  const member = createMember(room)
  let say: (message: string) => void = () => undefined
  const { subscribe } = room.channels
  room.channels.subscribe = (channel, listener) => {
    say = listener.message
    return subscribe(channel, listener)
  }
  await followed(follow(room, member), room)
  for (const garbage of [
    '',
    'x',
    '\n',
    'a b c d e\n[]',
    `${room.epoch()} 1 1 mid \nnot JSON`,
    'e 1 x m \n[]',
  ]) {
    expect(() => say(garbage)).not.toThrow()
  }
  await vi.advanceTimersByTimeAsync(500)
  room.append(3)
  await vi.advanceTimersByTimeAsync(500)
  expect([...member.known.keys()]).toEqual([1, 2, 3])
  expect(member.wrong).toEqual([])
})

test('a room left and followed again is passed on by the second following only', async () => {
  const room = createFaultyRoom(seededRandom('followed again'))
  room.heal()
  const member = createMember(room)
  const feed = follow(room, member)
  await followed(feed, room)
  room.cutChannel()
  room.append(5)
  // A repair is under way when the room is left.
  await vi.advanceTimersByTimeAsync(310)
  feed.unfollow(room.roomId)
  await followed(feed, room)
  await vi.advanceTimersByTimeAsync(3_000)
  room.append(2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(member.wrong).toEqual([])
  expect(feed.followedRooms()).toBe(1)
})

test('a room that could not be followed is not, and can be later', async () => {
  const room = createFaultyRoom(seededRandom('unreachable'))
  room.heal()
  const member = createMember(room)
  let isAway = true
  const { head } = room.log
  room.log.head = roomId => (isAway ? Promise.reject(new Error('Redis is away')) : head(roomId))
  const feed = follow(room, member)
  const failed = expect(feed.follow(room.roomId)).rejects.toThrow('away')
  await vi.advanceTimersByTimeAsync(100)
  await failed
  expect(feed.followedRooms()).toBe(0)
  isAway = false
  await followed(feed, room)
  room.append(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(member.known.size).toBe(1)
})
