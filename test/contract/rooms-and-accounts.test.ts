import { ChatError, EMPTY_ROOM_TTL_SECONDS, parseRoomId, parseSeq, type RoomId } from '@hubbub/shared'
import { expect, test, vi } from 'vitest'
import { newEpoch } from '../../apps/server/src/redis/random-ids.js'
import { connectStores, draft, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')
const codeOf = (refused: Promise<unknown>) =>
  refused.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ChatError ? error.code : error),
  )

test('a room is found by its id, counts its members and takes its name for itself', async () => {
  const { rooms } = await connectStores()
  const made = await rooms.create('Tea', 'tea', ann)
  expect(made).toMatchObject({ name: 'Tea', memberCount: 0 })
  expect(await codeOf(rooms.create('TEA', 'tea', bob))).toBe('name_taken')
  expect(await rooms.join(made.roomId, ann)).toMatchObject({ joinedNow: true, room: { memberCount: 1 } })
  expect(await rooms.join(made.roomId, ann)).toMatchObject({ joinedNow: false, room: { memberCount: 1 } })
  expect(await rooms.isMember(made.roomId, ann.userId)).toBe(true)
  expect(await rooms.lookIn(made.roomId, ann.userId)).toEqual({ ...made, memberCount: 1 })
  expect(await codeOf(rooms.lookIn(made.roomId, bob.userId))).toBe('not_a_member')
  expect(await rooms.roomIdsOf(ann.userId)).toEqual([made.roomId])
  await rooms.leave(made.roomId, ann)
  await rooms.leave(made.roomId, ann)
  expect(await rooms.isMember(made.roomId, ann.userId)).toBe(false)
  expect(await rooms.roomIdsOf(ann.userId)).toEqual([])
  expect(await codeOf(rooms.lookIn(made.roomId, ann.userId))).toBe('not_a_member')
  expect(await codeOf(rooms.lookIn(parseRoomId('missing'), ann.userId))).toBe('not_a_member')
  expect(await rooms.summaries([made.roomId, parseRoomId('missing')])).toMatchObject([{ memberCount: 0 }])
})

test('[M8] nobody becomes a member of a room that is not there, and trying leaves nothing behind', async () => {
  const { rooms, redis, prefix } = await connectStores()
  const missing = parseRoomId('missing')
  expect(await codeOf(rooms.join(missing, ann))).toBe('not_a_member')
  await rooms.leave(missing, ann)
  expect(await redis.keys(`${prefix}*`)).toEqual([])
})

test('a room that was ensured is there once, however many do it at once, and keeps what it holds', async () => {
  const { rooms, log } = await connectStores()
  const lobby = parseRoomId('lobby')
  await Promise.all(Array.from({ length: 5 }, () => rooms.ensure(lobby, 'Lobby', 'lobby')))
  await rooms.join(lobby, ann)
  await log.append(draft(lobby, ann, 'hello'))
  await rooms.ensure(lobby, 'Lobby', 'lobby')
  expect(await rooms.directory(undefined, 10)).toEqual([lobby])
  // It does not say who comes and goes.
  expect((await log.head(lobby)).seq).toBe(1)
  expect(await codeOf(rooms.create('Lobby', 'lobby', ann))).toBe('name_taken')
})

test.each(['set', 'zadd', 'hset'] as const)(
  'a room that could not be ensured because a %s failed is wholly there when it is ensured again',
  async command => {
    const { rooms, connections } = await connectStores()
    const lobby = parseRoomId('lobby')
    const broken = vi.spyOn(connections.commands, command).mockRejectedValueOnce(new Error('away'))
    expect(await codeOf(rooms.ensure(lobby, 'Lobby', 'lobby'))).toBe('unavailable')
    broken.mockRestore()
    await rooms.ensure(lobby, 'Lobby', 'lobby')
    expect(await rooms.directory(undefined, 10)).toEqual([lobby])
    expect(await codeOf(rooms.create('Lobby', 'lobby', ann))).toBe('name_taken')
  },
)

test('the log of a room says who comes and goes as long as it is small', async () => {
  const { rooms, log } = await connectStores()
  const { roomId } = await rooms.create('crowd', 'crowd', ann)
  for (let index = 0; index < 205; index += 1) await rooms.join(roomId, user(`user${index}`))
  expect((await log.head(roomId)).seq).toBe(200)
  await rooms.leave(roomId, user('user7'))
  expect((await log.head(roomId)).seq).toBe(200)
  for (let index = 8; index < 14; index += 1) await rooms.leave(roomId, user(`user${index}`))
  expect((await log.head(roomId)).seq).toBeGreaterThan(200)
})

test('the directory is paged in the order in which rooms were made', async () => {
  const { rooms } = await connectStores()
  const made: RoomId[] = []
  for (let index = 0; index < 7; index += 1)
    made.push((await rooms.create(`r${index}`, `r${index}`, ann)).roomId)
  const read: RoomId[] = []
  for (;;) {
    const page = await rooms.directory(read.at(-1), 3)
    read.push(...page)
    if (page.length < 3) break
  }
  expect(new Set(read)).toEqual(new Set(made))
  expect(read).toHaveLength(made.length)
  expect(await rooms.directory(made[0] && read.at(-1), 3)).toEqual([])
})

test('[J5] a read mark moves forward only, unless it is wanted back, and starts anew with an epoch', async () => {
  const { readMarks } = await connectStores()
  const roomId = parseRoomId('room')
  const [first, second] = [newEpoch(), newEpoch()]
  const move = (epoch: typeof first, seq: number, back = false) =>
    readMarks.move(ann.userId, roomId, { epoch, seq: parseSeq(seq), back })
  expect(await readMarks.read(ann.userId, roomId)).toBe(null)
  expect([await move(first, 5), await move(first, 3), await move(first, 9)]).toEqual([5, 5, 9])
  expect(await readMarks.read(ann.userId, roomId)).toEqual({ epoch: first, seq: 9 })
  expect([await move(first, 4, true), await move(first, 3), await move(first, 8, true)]).toEqual([4, 4, 8])
  expect([await move(second, 2), await move(second, 1), await move(second, 0, true)]).toEqual([2, 2, 0])
  expect(await readMarks.read(bob.userId, roomId)).toBe(null)
})

test('[A1] a name belongs to the first who asks for it, and is freed by its owner alone', async () => {
  const { accounts } = await connectStores()
  const stored = (name: string) => ({ ...user(name), kind: 'guest' as const, passwordHash: null })
  await accounts.create(stored('ann'), 'skeleton')
  await accounts.keep(ann.userId, 'skeleton', 100)
  expect(await codeOf(accounts.create(stored('bob'), 'skeleton'))).toBe('name_taken')
  expect(await accounts.find('skeleton')).toEqual({ ...stored('ann'), generation: 0 })
  await accounts.remove(ann.userId, 'skeleton')
  expect(await accounts.find('skeleton')).toBe(null)

  const registered = { ...user('bob'), kind: 'registered' as const, passwordHash: '$argon2id$…' }
  await accounts.create(registered, 'skeleton')
  await accounts.keep(bob.userId, 'skeleton', null)
  // The guest's session is heard of once more, and ends once more.
  await accounts.keep(ann.userId, 'skeleton', 1)
  await accounts.remove(ann.userId, 'skeleton')
  expect(await accounts.find('skeleton')).toEqual({ ...registered, generation: 0 })
})

test('[A1] a guest is kept as long as the session, an account for good, one that was never finished a minute', async () => {
  const { accounts, redis, keys } = await connectStores()
  const ttls = (skeleton: string, { userId } = ann) =>
    Promise.all([redis.ttl(keys.accountName(skeleton)), redis.ttl(keys.account(userId))])
  await accounts.create({ ...ann, kind: 'registered', passwordHash: 'x' }, 's1')
  for (const ttl of await ttls('s1')) expect(ttl).toBeLessThanOrEqual(60)
  await accounts.keep(ann.userId, 's1', null)
  expect(await ttls('s1')).toEqual([-1, -1])
  await accounts.create({ ...bob, kind: 'guest', passwordHash: null }, 's2')
  await accounts.keep(bob.userId, 's2', 1_000)
  for (const ttl of await ttls('s2', bob)) expect(ttl).toBeGreaterThan(990)
})

test('[P1] who is present counts only while the lease of a worker that holds them stands', async () => {
  const { presenceOf, redis, keys } = await connectStores()
  const roomId = parseRoomId('room')
  const [here, there] = [presenceOf('n.run.1'), presenceOf('n.run.2')]
  await here.renew()
  await there.renew()
  await here.add(roomId, ann)
  await there.add(roomId, ann)
  await there.add(roomId, { ...bob, name: 'Bob  with spaces' })
  const both = await here.read(roomId, null)
  expect(new Set(both.values())).toEqual(new Set([ann, { ...bob, name: 'Bob  with spaces' }]))
  expect(await here.look()).toBe(false)

  // The other worker's lease has run out.
  await redis.zadd(keys.leases, Date.now() - 1, there.ownKey)
  expect(await here.look()).toBe(true)
  expect(await here.look()).toBe(false)
  // The entries are the same still.
  expect([...(await here.read(roomId, both)).values()]).toEqual([ann])
  expect(await redis.smembers(keys.present(roomId))).toEqual([`n.run.1 ${ann.userId} ann`])
  await here.remove(roomId, ann)
  expect((await here.read(roomId, null)).size).toBe(0)
})

test('[P1] a worker whose lease has run out takes it again when it looks, unless it has ended', async () => {
  const { presenceOf, redis, keys } = await connectStores()
  const here = presenceOf('n.run.1')
  await here.renew()
  await redis.zadd(keys.leases, Date.now() - 1, here.ownKey)
  await here.look()
  expect(Number(await redis.zscore(keys.leases, here.ownKey))).toBeGreaterThan(Date.now())
  await here.end(here.ownKey)
  await here.look()
  expect(await redis.zscore(keys.leases, here.ownKey)).toBe(null)
})

test('[P1] who is present is read as the same until somebody comes, leaves or is gone', async () => {
  const { presenceOf } = await connectStores()
  const roomId = parseRoomId('room')
  const [here, there] = [presenceOf('n.run.1'), presenceOf('n.run.2')]
  await here.renew()
  await there.renew()
  await there.add(roomId, bob)
  const first = await here.read(roomId, null)
  expect(await here.read(roomId, first)).toBe(first)
  await here.add(roomId, ann)
  const second = await here.read(roomId, first)
  expect([...second.keys()].sort()).toEqual([ann.userId, bob.userId].sort())
  expect(await here.read(roomId, second)).toBe(second)

  // It was taken for gone, and is back with the very entry that was removed.
  await there.end(there.ownKey)
  await here.look()
  const alone = await here.read(roomId, second)
  expect([...alone.values()]).toEqual([ann])
  await there.renew()
  await there.add(roomId, bob)
  expect((await here.read(roomId, alone)).size).toBe(2)
})

test('[P1] a worker that ended is gone at once for all, and one that is new counts at once', async () => {
  const { presenceOf } = await connectStores()
  const roomId = parseRoomId('room')
  const [here, there, late] = [presenceOf('n.run.1'), presenceOf('n.run.2'), presenceOf('n.run.3')]
  await here.renew()
  await there.renew()
  await here.look()
  await late.renew()
  await late.add(roomId, bob)
  expect([...(await here.read(roomId, null)).values()]).toEqual([bob])
  await there.end(late.ownKey)
  expect(await here.look()).toBe(true)
  expect((await here.read(roomId, null)).size).toBe(0)
})

test('only what is meant to last has no time to live', async () => {
  const { rooms, log, readMarks, accounts, presenceOf, redis, prefix } = await connectStores()
  const { roomId } = await rooms.create('room', 'room', ann)
  await rooms.join(roomId, ann)
  const { epoch, seq } = await log.append(draft(roomId, ann, 'hello'))
  await readMarks.move(ann.userId, roomId, { epoch, seq, back: false })
  await accounts.create({ ...ann, kind: 'registered', passwordHash: 'x' }, 'ann')
  await accounts.keep(ann.userId, 'ann', null)
  await accounts.create({ ...bob, kind: 'guest', passwordHash: null }, 'bob')
  await accounts.keep(bob.userId, 'bob', 1_000)
  const presence = presenceOf('n.run.1')
  await presence.renew()
  await presence.add(roomId, ann)
  const lasting: string[] = []
  for (const key of await redis.keys(`${prefix}*`)) {
    if ((await redis.ttl(key)) === -1) lasting.push(key.slice(prefix.length).replace(roomId, 'ID'))
  }
  expect(lasting.sort()).toEqual([
    'account-name:ann',
    'account:ann',
    'leases',
    'people',
    'room-ends',
    'room-name:room',
    'rooms',
    'user:ann:reads',
    'user:ann:rooms',
    '{r:ID}:head',
    '{r:ID}:log',
    '{r:ID}:members',
    '{r:ID}:moderators',
    '{r:ID}:room',
  ])
})

type Connected = Awaited<ReturnType<typeof connectStores>>

const inDays = (days: number) => Date.now() + days * EMPTY_ROOM_TTL_SECONDS * 1_000

/** The room has been as it is for more than a day, as far as it knows. */
async function aDayPasses({ redis, keys }: Connected, roomId: RoomId): Promise<void> {
  for (const field of ['emptyAt', 'createdAt'])
    if (await redis.hexists(keys.room(roomId), field))
      await redis.hset(keys.room(roomId), field, inDays(-1.1))
}

test('[J6] a room that nobody is a member of for 24 h ends with all it held, and its name is free', async () => {
  const stores = await connectStores()
  const { rooms, log, changes, redis, keys, prefix } = stores
  const { roomId } = await rooms.create('Tea', 'tea room', ann)
  await rooms.join(roomId, ann)
  const target = await log.append(draft(roomId, ann, 'hello'))
  await changes.pin({
    ...draft(roomId, ann, ''),
    target: await log.append(draft(roomId, ann, '!')),
    on: true,
  })
  await changes.change({ ...draft(roomId, ann, ''), target, text: null })
  expect(await redis.exists(keys.deleted(roomId), keys.pins(roomId))).toBe(2)
  await aDayPasses(stores, roomId)
  await rooms.endEmpty(inDays(2))
  expect(await rooms.isMember(roomId, ann.userId)).toBe(true)

  await rooms.leave(roomId, ann)
  await rooms.endEmpty(inDays(4))
  expect(await log.head(roomId)).toMatchObject({ seq: 6 })

  await aDayPasses(stores, roomId)
  // Whoever is no member leaves nothing, and keeps nothing.
  await rooms.leave(roomId, bob)
  await rooms.endEmpty(inDays(6))
  expect(await rooms.directory(undefined, 10)).toEqual([])
  expect(await redis.zcard(keys.roomEnds)).toBe(0)
  expect(await redis.keys(`${prefix}*${roomId}*`)).toEqual(
    Array.from({ length: 4 }, () => expect.stringContaining(':receipt:')),
  )
  expect(await codeOf(rooms.join(roomId, ann))).toBe('not_a_member')
  expect(await rooms.create('Tea', 'tea room', bob)).toMatchObject({ memberCount: 0 })
})

test('[J6] whoever comes back to an empty room gives it another 24 h after they left', async () => {
  const stores = await connectStores()
  const { rooms } = stores
  const { roomId } = await rooms.create('Tea', 'tea', ann)
  await rooms.join(roomId, ann)
  await rooms.leave(roomId, ann)
  await aDayPasses(stores, roomId)
  await rooms.join(roomId, bob)
  await rooms.leave(roomId, bob)
  await rooms.endEmpty(inDays(2))
  expect(await rooms.directory(undefined, 10)).toEqual([roomId])
})

test('[J6] rooms that were made and never entered end as well, however many; the lobby does not', async () => {
  const stores = await connectStores()
  const { rooms, redis, keys } = stores
  const lobby = parseRoomId('lobby')
  await rooms.ensure(lobby, 'Lobby', 'lobby')
  await rooms.join(lobby, ann)
  await rooms.leave(lobby, ann)
  for (let index = 0; index < 205; index += 1) {
    const { roomId } = await rooms.create(`r${index}`, `r${index}`, ann)
    await aDayPasses(stores, roomId)
  }
  await aDayPasses(stores, lobby)
  await rooms.endEmpty(inDays(2))
  expect(await rooms.directory(undefined, 10)).toEqual([lobby])
  expect(await redis.zcard(keys.roomEnds)).toBe(0)
})

test('whoever reads on in the directory after a room that has ended is at its end', async () => {
  const { rooms } = await connectStores()
  await rooms.create('Tea', 'tea', ann)
  expect(await rooms.directory(parseRoomId('ended'), 10)).toEqual([])
})
