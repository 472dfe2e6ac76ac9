import { parseClientMessageId, parseRoomId, type RoomId, type User } from '@hubbub/shared'
import { expect, test, vi } from 'vitest'
import { nameSkeleton } from '../../apps/server/src/chat/names.js'
import type { RoomRenames } from '../../apps/server/src/chat/ports.js'
import type { Commands } from '../../apps/server/src/redis/connections.js'
import { createRoomRenames } from '../../apps/server/src/redis/room-renames.js'
import { seededRandom } from '../support/seeded-random.js'
import { codeOf, connectStores, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')
const op = user('op')
const lobby = parseRoomId('lobby')
const MINUTES = 60_000

type Stores = Awaited<ReturnType<typeof connectStores>>

let keysMade = 0
const newKey = () => `rename-${++keysMade}-000`

/** Gives the room a name, through one worker or another. */
function renaming(renames: RoomRenames, roomId: RoomId) {
  return (name: string, { by = mira, key = newKey(), moderatesAll = false } = {}) =>
    renames.rename({
      ...{ roomId, name, skeleton: nameSkeleton(name) },
      by: { user: by, moderatesAll },
      clientMessageId: parseClientMessageId(key),
    })
}

/** A room that Mira made, in which are Tom and an operator. */
async function roomOfThree(name = 'Walks', { isPrivate = false } = {}) {
  const stores = await connectStores()
  const { roomId } = await stores.rooms.create(name, isPrivate ? null : nameSkeleton(name), mira)
  await stores.rooms.join(roomId, mira)
  for (const member of [tom, op]) await stores.rooms.letIn(roomId, member, mira)
  return { ...stores, roomId, rename: renaming(stores.renames, roomId) }
}

const createOf =
  ({ rooms }: Stores) =>
  (name: string, by: User = tom) =>
    rooms.create(name, nameSkeleton(name), by)
const nameOf = async ({ rooms }: Stores, roomId: RoomId) => (await rooms.summaries([roomId]))[0]?.name

/** The room has its name for itself, and none of the others. */
async function hasOnly(stores: Stores, roomId: RoomId, name: string, others: readonly string[]) {
  expect(await nameOf(stores, roomId)).toBe(name)
  expect(await codeOf(createOf(stores)(name.toUpperCase()))).toBe('name_taken')
  const owners = await Promise.all(
    others.map(other => stores.redis.get(stores.keys.roomName(nameSkeleton(other)))),
  )
  expect(owners).toEqual(others.map(() => null))
}

test('[C7] a new name is an entry, stands in the summary, with a join as of its head, and is free afterwards', async () => {
  const stores = await roomOfThree()
  const { rename, rooms, log, roomId } = stores
  const { seq } = await rename('Ways, "name":"and" hills')
  const told = await log.resume({ user: tom, moderatesAll: false }, { roomId })
  expect(told).toMatchObject({ headSeq: seq, name: 'Ways, "name":"and" hills' })
  expect(told.entries.at(-1)).toMatchObject({ kind: 'room-renamed', sender: mira, name: told.name })
  expect(await rooms.lookIn(roomId, tom.userId)).toMatchObject({ name: told.name })
  await hasOnly(stores, roomId, told.name, ['Walks'])
  await createOf(stores)('walks')
  expect(await codeOf(rename('WALKS'))).toBe('name_taken')
  await hasOnly(stores, roomId, told.name, [])
  expect((await log.head(roomId)).seq).toBe(seq)
})

test('[C7] only moderators name a room anew, and only as long as they may write', async () => {
  const { rename, restrictions, renames, rooms, log, roomId } = await roomOfThree()
  expect(await codeOf(rename('Hills', { by: tom }))).toBe('not_a_moderator')
  expect(await codeOf(rename('Hills', { by: op }))).toBe('not_a_moderator')
  expect(await codeOf(rename('Hills', { by: user('eve'), moderatesAll: true }))).toBe('not_a_member')
  expect(await codeOf(renaming(renames, parseRoomId('missing'))('Hills'))).toBe('not_a_member')
  const ofTwo = parseRoomId('of-two')
  await rooms.openDirect(ofTwo, mira, tom)
  for (const moderatesAll of [false, true])
    expect(await codeOf(renaming(renames, ofTwo)('Hills', { moderatesAll }))).toBe('bad_request')
  const { seq } = await log.head(roomId)
  expect((await rename('Hills', { by: op, moderatesAll: true })).seq).toBe(seq + 1)

  const by = { user: op, moderatesAll: true }
  const target = { user: mira, moderatesAll: false, isGone: false }
  const key = 'before-the-ban'
  const before = await rename('Mountains', { key })
  const restrict = (restriction: 'muted' | 'banned') =>
    restrictions.restrict({
      ...{ roomId, by, target, restriction },
      clientMessageId: parseClientMessageId(newKey()),
    })
  await restrict('muted')
  expect(await codeOf(rename('Valleys'))).toBe('muted')
  await restrict('banned')
  expect(await codeOf(rename('Valleys'))).toBe('banned')
  expect(await rename('Mountains', { key })).toEqual({ ...before, duplicate: true })
  await rename('Hills', { by: op, moderatesAll: true })
})

test('[C7] [C2] the same key is one act, also after the room was renamed again', async () => {
  const stores = await roomOfThree()
  const { rename, log, roomId } = stores
  const key = 'the-same-key'
  const receipt = await rename('Hills', { key })
  expect(await codeOf(rename('Valleys', { key }))).toBe('conflict')
  const { seq } = await rename('Mountains')
  expect(await rename('Hills', { key })).toEqual({ ...receipt, duplicate: true })
  await createOf(stores)('Hills')
  expect(await rename('Hills', { key })).toEqual({ ...receipt, duplicate: true })
  expect(await codeOf(rename('Hills'))).toBe('name_taken')
  await hasOnly(stores, roomId, 'Mountains', ['Walks', 'Valleys'])
  expect((await log.head(roomId)).seq).toBe(seq)
})

test('[C7] the name that a room has can be spelt otherwise, and given to it once more', async () => {
  const stores = await roomOfThree('walk')
  const { rename, roomId } = stores
  const { seq } = await rename('Walk')
  await hasOnly(stores, roomId, 'Walk', [])
  expect((await rename('Walk')).seq).toBe(seq + 1)
  expect((await rename('WA1K')).seq).toBe(seq + 2)
  await hasOnly(stores, roomId, 'WA1K', [])
  await rename('Run')
  await rename('walk')
  await hasOnly(stores, roomId, 'walk', ['Run'])
})

test('[C7] a room gets an earlier name back, again and again, and is listed once in the end', async () => {
  const stores = await roomOfThree('Day')
  const { rename, roomId, redis, keys } = stores
  for (let times = 0; times < 5; times += 1) {
    await rename('Night')
    await hasOnly(stores, roomId, 'Night', ['Day'])
    await rename('Day')
    await hasOnly(stores, roomId, 'Day', ['Night'])
  }
  expect(await redis.zcard(keys.roomEnds)).toBe(1)
  expect(await redis.smembers(keys.nameClaims(roomId))).toEqual([])
})

test('[C7] [W4] names of private rooms belong to nobody, the new ones too', async () => {
  const stores = await roomOfThree('Plans', { isPrivate: true })
  const { rename, roomId } = stores
  await createOf(stores)('Hills')
  for (const name of ['Hills', 'Valleys', 'Plans', 'Valleys']) {
    await rename(name)
    expect(await nameOf(stores, roomId)).toBe(name)
  }
  await createOf(stores)('Valleys')
  await createOf(stores)('Plans')
})

test('[C7] of rooms that want one name at once one gets it', async () => {
  const stores = await roomOfThree('One')
  const { renames, rename } = stores
  const others = await Promise.all(['Two', 'Three', 'Four'].map(name => createOf(stores)(name, mira)))
  for (const { roomId } of others) await stores.rooms.join(roomId, mira)
  const answers = await Promise.all([
    codeOf(rename('Best')),
    ...others.map(({ roomId }) => codeOf(renaming(renames, roomId)('best'))),
    codeOf(createOf(stores)('BEST')),
  ])
  expect(answers.sort()).toEqual(['accepted', ...Array.from({ length: 4 }, () => 'name_taken')])
})

test('[C7] of people who rename a room at once each is answered, and the last one is right', async () => {
  const stores = await roomOfThree()
  const { rename, log, roomId } = stores
  const names = ['Hills', 'HILLS', 'hills', 'Valleys', 'Walks', 'Hills']
  await Promise.all(names.map(name => rename(name)))
  const { entries, name } = await log.resume({ user: tom, moderatesAll: false }, { roomId })
  const told = entries.filter(entry => entry.kind === 'room-renamed').map(entry => entry.name)
  expect(told.toSorted()).toEqual(names.toSorted())
  expect(name).toBe(told.at(-1))
  const others = ['Hills', 'Valleys', 'Walks'].filter(one => nameSkeleton(one) !== nameSkeleton(name))
  await hasOnly(stores, roomId, name, others)
  // One command that was sent again before it was answered.
  const key = 'sent-again'
  const receipts = await Promise.all(Array.from({ length: 3 }, () => rename('Mountains', { key })))
  expect(receipts.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true])
  expect(new Set(receipts.map(({ seq }) => seq)).size).toBe(1)
  await hasOnly(stores, roomId, 'Mountains', names)
})

test('[C7] [J6] the name that a room has when it ends is free, and so are those before', async () => {
  const stores = await roomOfThree()
  const { rename, rooms, roomId, redis, keys } = stores
  await rename('Hills')
  for (const member of [mira, tom, op]) await rooms.leave(roomId, member)
  await rooms.endEmpty(Date.now() + 5 * MINUTES)
  await hasOnly(stores, roomId, 'Hills', ['Walks'])
  await redis.hset(keys.room(roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + 24 * 60 * MINUTES)
  expect(await rooms.directory(undefined, 10)).toEqual([])
  expect(await redis.zcard(keys.roomEnds)).toBe(0)
  await createOf(stores)('Hills')
})

test('[C7] the lobby keeps its id under another name, also when a worker starts anew, and stays', async () => {
  const stores = await connectStores()
  const { rooms, renames, redis, keys } = stores
  const ensure = () => rooms.ensure(lobby, 'Lobby', nameSkeleton('Lobby'))
  await ensure()
  await rooms.join(lobby, op)
  await renaming(renames, lobby)('Entrance', { by: op, moderatesAll: true })
  await ensure()
  await hasOnly(stores, lobby, 'Entrance', ['Lobby'])
  await createOf(stores)('Lobby')
  await rooms.leave(lobby, op)
  await redis.hset(keys.room(lobby), { emptyAt: 1, createdAt: 1 })
  await rooms.endEmpty(Date.now() + 5 * MINUTES)
  expect(await nameOf(stores, lobby)).toBe('Entrance')
})

test('[C7] a room of the version before, which does not say what its name is made from, is renamed as well', async () => {
  const stores = await roomOfThree('walk')
  const { rooms, rename, renames, roomId, redis, keys } = stores
  await redis.hdel(keys.room(roomId), 'skeleton')
  await rename('Walk')
  await redis.hdel(keys.room(roomId), 'skeleton')
  await rename('Hills')
  await redis.zadd(keys.roomEnds, 0, `${roomId} ${nameSkeleton('walk')}`)
  await rooms.endEmpty(Date.now())
  await hasOnly(stores, roomId, 'Hills', ['walk'])
  await rooms.ensure(lobby, 'Lobby', 'lobby')
  await redis.hdel(keys.room(lobby), 'skeleton')
  await rooms.ensure(lobby, 'Lobby', 'lobby')
  await rooms.join(lobby, op)
  await renaming(renames, lobby)('Entrance', { by: op, moderatesAll: true })
  await hasOnly(stores, lobby, 'Entrance', ['Lobby'])
})

/** The store of a worker whose commands come to Redis only as `may` says; it is dead from the first that does not. */
function worker({ connections, keys }: Stores, may: () => Promise<boolean>): RoomRenames {
  let isDead = false
  const commands: Commands = new Proxy(connections.commands, {
    get(target, name) {
      const command = Reflect.get(target, name)
      return async (...args: unknown[]) => {
        isDead ||= !(await may())
        if (isDead) throw new Error('the worker is dead')
        return Reflect.apply(command, target, args)
      }
    },
  })
  const asItComes = async () => undefined
  return createRoomRenames(commands, keys, 1_000, { through: commands, ready: asItComes, confirm: asItComes })
}

/** What ends by itself has ended, and what is to be looked at soon has been. */
async function minutesLater({ rooms, redis, keys }: Stores, roomId: RoomId, names: readonly string[]) {
  for (const key of [keys.nameClaims(roomId), ...names.map(name => keys.roomName(nameSkeleton(name)))])
    if ((await redis.ttl(key)) >= 0) await redis.del(key)
  await rooms.endEmpty(Date.now() + 5 * MINUTES)
}

test('[C7] wherever a worker dies that renames a room, the room has one name for itself, minutes later at the latest', async () => {
  const stores = await roomOfThree()
  const { rename, roomId } = stores
  await rename('Walks')
  let name = 'Walks'
  for (let survives = 0, answer: unknown = 'dead'; answer !== 'accepted'; survives += 1) {
    const next = name === 'Walks' ? 'Hills' : 'Walks'
    let left = survives
    answer = await codeOf(
      renaming(
        worker(stores, async () => left-- > 0),
        roomId,
      )(next),
    )
    // Whoever gets no answer sends it again, or does not; the name says which of them stands.
    name = (await nameOf(stores, roomId)) ?? ''
    expect(['Walks', 'Hills']).toContain(name)
    expect(await codeOf(createOf(stores)(name))).toBe('name_taken')
    await minutesLater(stores, roomId, ['Walks', 'Hills'])
    await hasOnly(stores, roomId, name, [name === 'Walks' ? 'Hills' : 'Walks'])
    expect(survives).toBeLessThan(40)
  }
  expect(await stores.redis.zcard(stores.keys.roomEnds)).toBe(1)
})

test('[C7] wherever a worker stands still for minutes that renames a room, and wherever it dies then, nobody is kept from a name', async () => {
  const stores = await roomOfThree()
  const { roomId } = stores
  let name = 'Walks'
  for (let stands = 0; stands < 10; stands += 1) {
    for (let survives = 1; survives <= 4; survives += 1) {
      const next = name === 'Walks' ? 'Hills' : 'Walks'
      let step = 0
      const through = worker(stores, async () => {
        step += 1
        if (step === stands) await minutesLater(stores, roomId, ['Walks', 'Hills'])
        return step < stands + survives
      })
      await codeOf(renaming(through, roomId)(next))
      name = (await nameOf(stores, roomId)) ?? ''
      await minutesLater(stores, roomId, ['Walks', 'Hills'])
      await hasOnly(stores, roomId, name, [name === 'Walks' ? 'Hills' : 'Walks'])
    }
  }
})

test('[C7] a worker that stood still while it renamed a room takes the name from nobody', async () => {
  const stores = await roomOfThree()
  const { roomId, redis, keys } = stores
  const isClaimed = async () => (await redis.exists(keys.roomName(nameSkeleton('Hills')))) === 1
  let other: RoomId | undefined
  const through = worker(stores, async () => {
    if (other !== undefined || !(await isClaimed())) return true
    await minutesLater(stores, roomId, ['Hills'])
    other = (await createOf(stores)('Hills')).roomId
    return true
  })
  expect(await codeOf(renaming(through, roomId)('Hills'))).toBe('name_taken')
  expect(await nameOf(stores, roomId)).toBe('Walks')
  expect(other && (await nameOf(stores, other))).toBe('Hills')
})

test('[C7] a worker that stood still while it made a room takes the name from nobody', async () => {
  const stores = await roomOfThree()
  const { roomId, rename, connections, redis, keys } = stores
  const zadd = connections.commands.zadd.bind(connections.commands)
  vi.spyOn(connections.commands, 'zadd').mockImplementationOnce(async (...args: Parameters<typeof zadd>) => {
    // What was reserved is so no more.
    await redis.del(keys.roomName(nameSkeleton('Hills')))
    await rename('Hills')
    return zadd(...args)
  })
  expect(await codeOf(createOf(stores)('Hills'))).toBe('name_taken')
  await hasOnly(stores, roomId, 'Hills', ['Walks'])
  expect(await stores.rooms.directory(undefined, 10)).toEqual([roomId])
})

test('[C7] whatever workers rename what at once, and whichever die, each room has its name for itself', async () => {
  const random = seededRandom('renames')
  const stores = await roomOfThree('Red')
  const { rooms, log, redis, keys } = stores
  const second = await createOf(stores)('Blue', mira)
  await rooms.join(second.roomId, mira)
  const roomIds = [...(await rooms.directory(undefined, 10))]
  const names = ['Red', 'RED', 'Blue', 'Green', 'green', 'Pink']
  const inAnyOrder = async (diesWith: number) => {
    for (let turns = random.integer(0, 4); turns > 0; turns -= 1)
      await new Promise(resolve => setImmediate(resolve))
    return random.next() >= diesWith
  }
  for (let round = 0; round < 40; round += 1) {
    const answers = Array.from({ length: random.integer(1, 6) }, () => {
      const roomId = random.pick(roomIds)
      const through = worker(stores, () => inAnyOrder(random.pick([0, 0, 0.1])))
      return codeOf(renaming(through, roomId)(random.pick(names)))
    })
    // What others look at meanwhile takes nothing away from anybody.
    const look = rooms.endEmpty(Date.now() + 5 * MINUTES)
    for (const answer of await Promise.all(answers))
      expect(['accepted', 'name_taken', 'unavailable', 'overloaded']).toContain(answer)
    await look
    if (random.next() < 0.5) await rooms.endEmpty(Date.now() + 12 * 60 * MINUTES)

    const owners = new Map<RoomId, string>()
    for (const roomId of roomIds) {
      const { name, entries } = await log.resume({ user: mira, moderatesAll: false }, { roomId })
      owners.set(roomId, nameSkeleton(name))
      const told = entries.filter(entry => entry.kind === 'room-renamed').at(-1)
      if (told) expect(told.name).toBe(name)
      expect((await redis.get(keys.roomName(nameSkeleton(name))))?.split('.')[0]).toBe(roomId)
    }
    expect(new Set(owners.values()).size).toBe(2)
  }
  for (const roomId of roomIds) await minutesLater(stores, roomId, names)
  await rooms.endEmpty(Date.now() + 12 * 60 * MINUTES)
  const had = await Promise.all(roomIds.map(roomId => nameOf(stores, roomId)))
  const taken = new Set(had.map(name => nameSkeleton(name ?? '')))
  for (const name of names) {
    const isFree = !taken.has(nameSkeleton(name))
    expect([name, (await redis.get(keys.roomName(nameSkeleton(name)))) === null]).toEqual([name, isFree])
  }
})
