import {
  PRESENCE_LIST_MAX,
  type PresenceChange,
  parseRoomId,
  parseUserId,
  type RoomId,
  type User,
  type UserId,
} from '@hubbub/shared'
import { expect, test, vi } from 'vitest'
import { createPresence } from '../../../apps/server/src/chat/presence.js'

const ROOM = parseRoomId('room')
const user = (name: string): User => ({ userId: parseUserId(name), name })
const ann = user('ann')
const bob = user('bob')

/** Two workers on one store, which can be taken away. */
function setUp() {
  const stored = new Map<string, User>()
  const errors: unknown[] = []
  let isAway = false
  let reads = 0
  const reach = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve()
    if (isAway) throw new Error('away')
    return work()
  }

  function worker(name: string) {
    const told: PresenceChange[] = []
    const touched: RoomId[][] = []
    const presence = createPresence({
      store: {
        add: (roomId, { userId, name: called }) =>
          reach(() => void stored.set(`${name} ${roomId} ${userId}`, { userId, name: called })),
        remove: (roomId, { userId }) => reach(() => void stored.delete(`${name} ${roomId} ${userId}`)),
        read: roomId =>
          reach(() => {
            reads += 1
            const entries = [...stored].filter(([key]) => key.includes(` ${roomId} `))
            return new Map(entries.map(([, present]) => [present.userId, present]))
          }),
      },
      signals: { presenceTouched: roomIds => void touched.push([...roomIds]) },
      tell: change => void told.push(change),
      onError: error => void errors.push(error),
    })
    return { presence, told, touched }
  }

  return {
    worker,
    stored,
    errors,
    reads: () => reads,
    away(value: boolean) {
      isAway = value
    },
  }
}

test('who comes and goes is told once, to those who were there before', async () => {
  const { presence, told, touched } = setUp().worker('w1')
  expect(await presence.enter(ROOM, ann)).toEqual({ count: 1, users: [ann] })
  await presence.announce()
  expect(await presence.enter(ROOM, bob)).toMatchObject({ count: 2 })
  told.length = 0
  await presence.announce()
  expect(told).toEqual([{ roomId: ROOM, count: 2, delta: { joined: [bob], left: [] } }])
  presence.leave(ROOM, bob)
  await presence.announce()
  expect(told.at(-1)).toEqual({ roomId: ROOM, count: 1, delta: { joined: [], left: [bob.userId] } })
  expect(touched).toEqual([[ROOM], [ROOM], [ROOM]])
})

test('[P2] a user with many connections is one, until the last of them goes', async () => {
  const { presence, told } = setUp().worker('w1')
  await presence.enter(ROOM, ann)
  for (let count = 0; count < 3; count += 1) await presence.enter(ROOM, bob)
  await presence.announce()
  told.length = 0
  presence.leave(ROOM, bob)
  presence.leave(ROOM, bob)
  await presence.announce()
  expect(told).toEqual([])
  presence.leave(ROOM, bob)
  presence.leave(ROOM, bob)
  await presence.announce()
  expect(told).toEqual([{ roomId: ROOM, count: 1, delta: { joined: [], left: [bob.userId] } }])
})

test('[P2] who comes and goes between two announcements is not told, and a quiet room is not read', async () => {
  const { worker, reads } = setUp()
  const { presence, told, touched } = worker('w1')
  await presence.enter(ROOM, ann)
  await presence.announce()
  told.length = 0
  await presence.enter(ROOM, bob)
  presence.leave(ROOM, bob)
  await presence.announce()
  expect(told).toEqual([])
  const before = reads()
  for (let count = 0; count < 5; count += 1) await presence.announce()
  expect(reads()).toBe(before)
  expect(touched).toHaveLength(2)
})

test('what another worker tells is read and told here; what it could not tell comes with the next look at all rooms', async () => {
  const { worker } = setUp()
  const here = worker('w1')
  const there = worker('w2')
  await here.presence.enter(ROOM, ann)
  await here.presence.announce()
  here.told.length = 0
  await there.presence.enter(ROOM, bob)
  await here.presence.announce()
  expect(here.told).toEqual([])
  here.presence.touched([ROOM, parseRoomId('elsewhere')])
  await here.presence.announce()
  expect(here.told).toMatchObject([{ count: 2, delta: { joined: [bob] } }])
  there.presence.leave(ROOM, bob)
  await there.presence.announce()
  here.presence.allTouched()
  await here.presence.announce()
  expect(here.told.at(-1)).toMatchObject({ count: 1, delta: { left: [bob.userId] } })
})

test('all rooms have their turn to be read again, a part at a time', async () => {
  const { worker, reads } = setUp()
  const { presence } = worker('w1')
  for (let room = 0; room < 10; room += 1) await presence.enter(parseRoomId(`room${room}`), ann)
  await presence.announce()
  for (let round = 1; round <= 2; round += 1) {
    const before = reads()
    for (let part = 0; part < 5; part += 1) {
      presence.partTouched(1 / 5)
      await presence.announce()
      expect(reads() - before).toBe(2 * (part + 1))
    }
  }
})

test(`[P2] above ${PRESENCE_LIST_MAX} users only the count is told, and the whole list when they are few again`, async () => {
  const { presence, told } = setUp().worker('w1')
  const crowd = Array.from({ length: PRESENCE_LIST_MAX }, (_, index) => user(`u${index}`))
  await presence.enter(ROOM, ann)
  for (const one of crowd) await presence.enter(ROOM, one)
  await presence.announce()
  expect(told.at(-1)).toEqual({ roomId: ROOM, count: PRESENCE_LIST_MAX + 1, delta: null })
  const view = await presence.enter(ROOM, bob)
  expect(view.count).toBe(PRESENCE_LIST_MAX + 2)
  expect(view.users).toHaveLength(PRESENCE_LIST_MAX)
  await presence.announce()

  for (const one of crowd.slice(0, 5)) presence.leave(ROOM, one)
  await presence.announce()
  const change = told.at(-1)
  expect(change?.count).toBe(PRESENCE_LIST_MAX - 3)
  expect(new Set(change?.delta?.joined)).toEqual(new Set([ann, ...crowd.slice(5), bob]))
})

test('[P1] who leaves while the store is away is taken out of it when it is back', async () => {
  const { worker, stored, errors, away } = setUp()
  const here = worker('w1')
  const there = worker('w2')
  await here.presence.enter(ROOM, ann)
  await here.presence.enter(ROOM, bob)
  await there.presence.enter(ROOM, user('eve'))
  await there.presence.announce()
  there.told.length = 0
  away(true)
  here.presence.leave(ROOM, bob)
  here.presence.leave(ROOM, ann)
  await here.presence.announce()
  expect(errors.length).toBeGreaterThan(0)
  away(false)
  await here.presence.announce()
  expect([...stored.values()]).toEqual([user('eve')])
  expect(here.touched.flat()).toContain(ROOM)
  there.presence.touched([ROOM])
  await there.presence.announce()
  expect(there.told).toMatchObject([{ count: 1, delta: { left: [ann.userId, bob.userId] } }])
})

test('while the store is away that is told once for all rooms, at each announcement', async () => {
  const { worker, errors, away } = setUp()
  const { presence } = worker('w1')
  for (const name of ['one', 'two', 'three']) await presence.enter(parseRoomId(name), ann)
  away(true)
  await presence.announce()
  await presence.announce()
  expect(errors).toHaveLength(2)
})

test('[P1] who left while the store was away and came back is not taken out', async () => {
  const { worker, stored, away } = setUp()
  const { presence } = worker('w1')
  await presence.enter(ROOM, ann)
  away(true)
  presence.leave(ROOM, ann)
  await presence.announce()
  away(false)
  await presence.enter(ROOM, ann)
  await presence.announce()
  expect([...stored.values()]).toEqual([ann])
})

test('[P1] after the store has lost everything, a worker writes again whom it holds', async () => {
  const { worker, stored } = setUp()
  const { presence, told } = worker('w1')
  await presence.enter(ROOM, ann)
  await presence.enter(ROOM, bob)
  await presence.announce()
  told.length = 0
  stored.clear()
  await presence.restore()
  await presence.announce()
  expect(told).toEqual([])
  expect([...stored.values()]).toEqual([ann, bob])
})

test('an entry that could not be written is no presence, and can be tried again', async () => {
  const { worker, stored, away } = setUp()
  const { presence } = worker('w1')
  away(true)
  await expect(presence.enter(ROOM, ann)).rejects.toThrow('away')
  presence.leave(ROOM, ann)
  away(false)
  expect(await presence.enter(ROOM, ann)).toEqual({ count: 1, users: [ann] })
  await presence.announce()
  expect([...stored.values()]).toEqual([ann])
})

test('[P1] of two who come at once the one who was answered first is told of the other', async () => {
  const stored = new Map<UserId, User>()
  const answers: (() => void)[] = []
  const told: PresenceChange[] = []
  const presence = createPresence({
    store: {
      add: async (_, one) => void stored.set(one.userId, one),
      remove: async () => undefined,
      read: () => {
        const read = new Map(stored)
        return new Promise(resolve => answers.push(() => resolve(read)))
      },
    },
    signals: { presenceTouched: () => undefined },
    tell: change => void told.push(change),
    onError: () => undefined,
  })
  const annCame = presence.enter(ROOM, ann)
  await vi.waitUntil(() => answers.length === 1)
  const bobCame = presence.enter(ROOM, bob)
  await vi.waitUntil(() => answers.length === 2)
  for (const answer of answers.splice(0)) answer()
  expect((await annCame).users).toEqual([ann])
  await bobCame
  const announced = presence.announce()
  await vi.waitUntil(() => answers.length === 1)
  answers[0]?.()
  await announced
  expect(told.flatMap(({ delta }) => delta?.joined ?? [])).toEqual([bob])
})
