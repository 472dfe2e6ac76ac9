// Private rooms, conversations of two, and the people one can find.

import {
  ChatError,
  DIRECTS_BEGUN_BY_OTHERS_MAX,
  DIRECTS_PER_USER,
  EMPTY_ROOM_TTL_SECONDS,
  INVITED_ROOMS_MAX,
  parseRoomId,
  ROOMS_PER_USER,
  type RoomId,
  type RoomPresence,
  type User,
  type UserId,
} from '@hubbub/shared'
import { expect, test, vi } from 'vitest'
import { createAccountRules } from '../../apps/server/src/chat/accounts.js'
import { nameSkeleton } from '../../apps/server/src/chat/names.js'
import { createOpenAccount } from '../../apps/server/src/chat/open-account.js'
import { createPeopleRules } from '../../apps/server/src/chat/people.js'
import { createRoomRules } from '../../apps/server/src/chat/rooms.js'
import { codeOf, connectStores, draft, OPEN_TO_ALL, user } from './redis-stores.js'

const [ann, bob, eve] = [user('ann'), user('bob'), user('eve')]
const NOBODY_LISTENS = {
  follow: async () => undefined,
  unfollow: () => undefined,
  answered: () => undefined,
  enter: async () => ({ count: 0, users: [] }),
}

/** The rules over real stores, with accounts of these names. */
async function withPeople(...people: readonly User[]) {
  const stores = await connectStores()
  const { accounts, rooms, log, readMarks, notifyLevels } = stores
  const beginReading = async () => undefined
  for (const person of people) {
    await accounts.create({ ...person, kind: 'registered', passwordHash: 'x' }, nameSkeleton(person.name))
    await accounts.keep(person.userId, nameSkeleton(person.name), null)
  }
  return {
    ...stores,
    people: createPeopleRules({ accounts, rooms, beginReading, after: { letIn: () => undefined } }),
    rules: createRoomRules({ accounts, rooms, log, readMarks, beginReading, notifyLevels }),
    accountRules: createAccountRules(
      {
        ...stores,
        signUp: OPEN_TO_ALL,
        openAccount: createOpenAccount({ ...stores, beginReading, now: Date.now }),
        passwords: { hash: async () => '', matches: async () => false },
      },
      60,
      Date.now,
    ),
  }
}

test('[W2] the two have one conversation, whoever asks for it, also when both ask at once and again', async () => {
  const { people, rooms, log } = await withPeople(ann, bob)
  const asked = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      index % 2 === 0 ? people.openDirect(ann, bob) : people.openDirect(bob, ann),
    ),
  )
  const [first] = asked
  if (first === undefined) throw new Error('nobody asked')
  expect(new Set(asked.map(({ roomId }) => roomId)).size).toBe(1)
  const { roomId } = first
  expect(first).toMatchObject({ kind: 'direct', memberCount: 2 })
  expect(first.members).toHaveLength(2)
  expect(first.members).toEqual(expect.arrayContaining([ann, bob]))
  for (const { userId } of [ann, bob]) {
    expect(await rooms.directIdsOf(userId)).toEqual([roomId])
    expect(await rooms.roomIdsOf(userId)).toEqual([])
    expect(await rooms.lookIn(roomId, userId)).toEqual(first)
  }
  // Nothing has been said, not even that somebody has come.
  expect((await log.head(roomId)).seq).toBe(0)
  await log.append(draft(roomId, bob, 'hello'))
  expect((await people.openDirect(ann, bob)).roomId).toBe(roomId)
  expect((await log.head(roomId)).seq).toBe(1)
})

test('[W2] what was interrupted when a conversation was made is done when it is asked for again', async () => {
  const { people, rooms, redis, keys } = await withPeople(ann, bob)
  const room = await people.openDirect(ann, bob)
  for (const { userId } of [ann, bob]) await redis.del(keys.directsOfUser(userId))
  await people.openDirect(ann, bob)
  for (const { userId } of [ann, bob]) expect(await rooms.directIdsOf(userId)).toEqual([room.roomId])
})

test('[W1] nobody else comes into a conversation, is let in, writes or reads, or finds it in a directory', async () => {
  const { people, rules, rooms, log } = await withPeople(ann, bob, eve)
  const { roomId } = await people.openDirect(ann, bob)
  const missing = parseRoomId('missing')
  for (const id of [roomId, missing]) {
    expect(await codeOf(rooms.join(id, eve))).toBe('not_a_member')
    expect(await codeOf(rooms.letIn(id, eve, eve))).toBe('not_a_member')
    expect(await codeOf(people.invite(eve, { roomId: id, userId: eve.userId }))).toBe('not_a_member')
    expect(await codeOf(log.append(draft(id, eve, 'hello')))).toBe('not_a_member')
    expect(await codeOf(log.resume({ user: eve, moderatesAll: false }, { roomId: id }))).toBe('not_a_member')
    expect(await codeOf(rooms.lookIn(id, eve.userId))).toBe('not_a_member')
    await rules.leave(eve, id, NOBODY_LISTENS)
  }
  expect(await codeOf(people.invite(ann, { roomId, userId: eve.userId }))).toBe('bad_request')
  expect(await codeOf(rooms.letIn(roomId, eve, ann))).toBe('not_a_member')
  expect(await rooms.directory(undefined, 10)).toEqual([])
  expect((await rules.list(eve, {})).mine).toEqual([])
  expect(await rooms.isMember(roomId, eve.userId)).toBe(false)
  expect((await log.head(roomId)).seq).toBe(0)
})

test('[W3] nobody writes to themselves, or to somebody who is not there', async () => {
  const { people, redis, prefix } = await withPeople(ann)
  const before = (await redis.keys(`${prefix}*`)).sort()
  expect(await codeOf(people.openDirect(ann, ann))).toBe('bad_request')
  expect(await codeOf(people.openDirect(ann, { userId: 'nobody' as UserId }))).toBe('not_found')
  expect((await redis.keys(`${prefix}*`)).sort()).toEqual(before)
})

test('[W3] a conversation is left by nobody as long as both are there, and stays to who outlives a guest', async () => {
  const { people, rules, rooms, log, accountRules, redis, keys, prefix } = await withPeople(ann)
  await rooms.ensure(parseRoomId('lobby'), 'Lobby', 'lobby')
  const before = (await redis.keys(`${prefix}*`)).sort()
  const guest = await accountRules.enterAsGuest({ name: 'Guest' })
  const { roomId } = await people.openDirect(ann, guest)
  await log.append(draft(roomId, guest, 'hello'))
  expect(await codeOf(rules.leave(ann, roomId, NOBODY_LISTENS))).toBe('bad_request')
  expect(await codeOf(rules.leave(guest, roomId, NOBODY_LISTENS))).toBe('bad_request')

  await accountRules.ended(guest)
  const { entries } = await log.resume({ user: ann, moderatesAll: false }, { roomId })
  expect(entries).toMatchObject([{ kind: 'message' }, { kind: 'member-left', sender: { name: 'Guest' } }])
  expect(await rooms.lookIn(roomId, ann.userId)).toMatchObject({ memberCount: 1, members: [{}, {}] })
  expect(await codeOf(people.openDirect(ann, guest))).toBe('not_found')

  await rules.leave(ann, roomId, NOBODY_LISTENS)
  expect(await rooms.directIdsOf(ann.userId)).toEqual([])
  // Nobody comes back to it.
  expect(await codeOf(rooms.join(roomId, ann))).toBe('not_a_member')
  await redis.hset(keys.room(roomId), 'emptyAt', Date.now() - 2_000 * EMPTY_ROOM_TTL_SECONDS)
  await rooms.endEmpty(Date.now() + 2_000 * EMPTY_ROOM_TTL_SECONDS)
  const left = (await redis.keys(`${prefix}*`)).filter(key => !key.includes(':receipt:'))
  expect(left.sort()).toEqual(before)
})

test('[W4] a private room is found by nobody, takes no name, and only who made it comes in unasked', async () => {
  const { rules, rooms } = await withPeople(ann, bob)
  const secret = await rules.create(ann, { name: 'Plans', private: true })
  expect(secret).toMatchObject({ name: 'Plans', kind: 'private', memberCount: 1 })
  for (const isPrivate of [true, false]) await rules.create(bob, { name: 'Plans', private: isPrivate })
  expect(await codeOf(rooms.join(secret.roomId, bob))).toBe('not_a_member')
  const { mine, others } = await rules.list(bob, {})
  expect(mine.map(({ kind }) => kind).sort()).toEqual(['private', 'public'])
  expect(others).toEqual([])
  // Whoever has left it comes back when somebody asks them to, like everybody else; here nobody can.
  expect(await rooms.join(secret.roomId, ann)).toMatchObject({ joinedNow: false })
  await rooms.leave(secret.roomId, ann)
  expect(await codeOf(rooms.join(secret.roomId, ann))).toBe('not_a_member')
})

test('[W4] a private room that ends frees the name of no other room', async () => {
  const { rules, rooms, redis, keys } = await withPeople(ann, bob)
  const secret = await rules.create(ann, { name: 'Plans', private: true })
  const open = await rules.create(bob, { name: 'Plans' })
  await rooms.leave(secret.roomId, ann)
  await redis.hset(keys.room(secret.roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + 2_000 * EMPTY_ROOM_TTL_SECONDS)
  expect(await rooms.summaries([secret.roomId, open.roomId])).toMatchObject([{ roomId: open.roomId }])
  expect(await codeOf(rules.create(ann, { name: 'Plans' }))).toBe('name_taken')
})

test('[W5] a member lets somebody in, once, and the log says by whom', async () => {
  const { people, rules, rooms, log } = await withPeople(ann, bob, eve)
  for (const isPrivate of [true, false]) {
    const { roomId } = await rules.create(ann, { name: 'Plans', private: isPrivate })
    const invite = (by: User, { userId }: User) => people.invite(by, { roomId, userId })
    expect(await codeOf(invite(bob, bob))).toBe('not_a_member')
    expect(await codeOf(people.invite(ann, { roomId, userId: 'nobody' as UserId }))).toBe('not_found')
    await invite(ann, bob)
    await invite(ann, bob)
    await invite(bob, eve)
    const { entries } = await log.resume({ user: eve, moderatesAll: false }, { roomId })
    expect(entries).toMatchObject([
      { kind: 'member-joined', sender: ann },
      { kind: 'member-joined', sender: bob, by: ann },
      { kind: 'member-joined', sender: eve, by: bob },
    ])
    expect(await rooms.roomIdsOf(eve.userId)).toContain(roomId)
  }
})

test('[W6] however many write to somebody or invite them, their own choices are still open to them', async () => {
  const carl = user('carl')
  const { people, rules, redis, keys, rooms } = await withPeople(ann, bob, carl)
  const fill = (key: string, count: number) =>
    redis.sadd(key, ...Array.from({ length: count }, (_, index) => `r${index}`))
  await fill(keys.directsOfUser(bob.userId), DIRECTS_BEGUN_BY_OTHERS_MAX)
  expect(await codeOf(people.openDirect(ann, bob))).toBe('too_many_rooms')
  // Nor does it take a place of whoever has tried.
  expect(await redis.scard(keys.directsOfUser(ann.userId))).toBe(0)
  const { roomId } = await rules.create(ann, { name: 'Open' })
  await fill(keys.roomsOfUser(bob.userId), INVITED_ROOMS_MAX)
  expect(await codeOf(people.invite(ann, { roomId, userId: bob.userId }))).toBe('too_many_rooms')
  await rules.create(bob, { name: 'Own' })
  const own = await people.openDirect(bob, ann)
  // One that is there already is opened by whoever it belongs to.
  expect(await people.openDirect(ann, bob)).toEqual(own)

  await fill(keys.directsOfUser(bob.userId), DIRECTS_PER_USER)
  expect(await codeOf(people.openDirect(bob, carl))).toBe('too_many_rooms')
  expect(await rooms.roomIdsOf(bob.userId)).toHaveLength(INVITED_ROOMS_MAX + 1)
  expect(INVITED_ROOMS_MAX).toBeLessThan(ROOMS_PER_USER)
})

test('[W6] who may not begin a conversation keeps their place in it where it was made meanwhile', async () => {
  const { rooms, redis, keys } = await withPeople(ann, bob)
  const full = Array.from({ length: DIRECTS_BEGUN_BY_OTHERS_MAX }, (_, index) => `r${index}`)
  await redis.sadd(keys.directsOfUser(bob.userId), ...full)
  const [made, missing] = [parseRoomId('made'), parseRoomId('missing')]
  await redis.hset(keys.room(made), { kind: 'direct' })
  for (const roomId of [made, missing])
    expect(await codeOf(rooms.openDirect(roomId, ann, bob))).toBe('too_many_rooms')
  expect(await rooms.directIdsOf(ann.userId)).toEqual([made])
})

test('[W6] who is in as many rooms as one can be comes into no other, and into each of them and each conversation again', async () => {
  const { people, rules, rooms, redis, keys } = await withPeople(ann, bob)
  const join = async (roomId: RoomId) =>
    (await rules.join({ user: bob, moderatesAll: false }, { roomId }, NOBODY_LISTENS)).joinedNow
  const made = Array.from({ length: ROOMS_PER_USER }, (_, index) => rooms.create(`${index}`, `${index}`, bob))
  const roomIds = (await Promise.all(made)).map(({ roomId }) => roomId)
  for (const roomId of roomIds) expect(await join(roomId)).toBe(true)
  const conversation = await people.openDirect(bob, ann)
  const other = await rules.create(ann, { name: 'Other' })
  expect(await codeOf(join(other.roomId))).toBe('too_many_rooms')
  for (const roomId of [...roomIds.slice(0, 3), conversation.roomId]) expect(await join(roomId)).toBe(false)
  // Somebody was interrupted who took the room from bob's list after the members.
  await redis.srem(keys.members(roomIds[0] ?? other.roomId), bob.userId)
  expect(await join(other.roomId)).toBe(true)
})

test('[W5] whoever is let in while they leave, or not let in after all, has in their list what they are a member of', async () => {
  const { rules, rooms, redis, keys } = await withPeople(ann, bob, eve)
  const { roomId } = await rules.create(ann, { name: 'Plans' })
  await rooms.letIn(roomId, bob, ann)
  // The rest of a leaving that had begun before.
  await redis.srem(keys.roomsOfUser(bob.userId), roomId)
  await rooms.letIn(roomId, bob, ann)
  expect(await rooms.roomIdsOf(bob.userId)).toEqual([roomId])
  await redis.srem(keys.members(roomId), bob.userId)
  await rooms.letIn(roomId, bob, ann)
  expect(await rooms.roomIdsOf(bob.userId)).toEqual([roomId])
  expect(await codeOf(rooms.letIn(roomId, bob, eve))).toBe('not_a_member')
  expect(await rooms.roomIdsOf(bob.userId)).toEqual([roomId])
  expect(await codeOf(rooms.letIn(roomId, user('tom'), eve))).toBe('not_a_member')
  expect(await rooms.roomIdsOf(user('tom').userId)).toEqual([])
})

test('[W6] invitations that come all at once leave as much room as those that come one by one', async () => {
  const { people, rules, redis, keys, rooms } = await withPeople(ann, bob)
  const left = 3
  const ids = Array.from({ length: INVITED_ROOMS_MAX - left }, (_, index) => `r${index}`)
  await redis.sadd(keys.roomsOfUser(bob.userId), ...ids)
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, index) => rules.create(ann, { name: `Room ${index}`, private: true })),
  )
  const invited = await Promise.all(
    made.map(({ roomId }) =>
      people.invite(ann, { roomId, userId: bob.userId }).then(
        () => 'in',
        () => 'not',
      ),
    ),
  )
  expect(invited.filter(outcome => outcome === 'in')).toHaveLength(left)
  const memberOf = await Promise.all(made.map(({ roomId }) => rooms.isMember(roomId, bob.userId)))
  expect(memberOf).toEqual(invited.map(outcome => outcome === 'in'))
  expect(await rooms.roomIdsOf(bob.userId)).toHaveLength(INVITED_ROOMS_MAX)
})

test('[W5] who was let in finds that unread also when whoever did it was interrupted, or they open the room before', async () => {
  // Where they begin to read is never written.
  const { people, rules, rooms, log } = await withPeople(ann, bob)
  const { roomId } = await rules.create(ann, { name: 'plans' })
  const readBy = async (user: User) =>
    (await rules.join({ user, moderatesAll: false }, { roomId }, NOBODY_LISTENS)).answer.readSeq
  await people.invite(ann, { roomId, userId: bob.userId })
  await log.append(draft(roomId, ann, 'hello'))
  expect(await readBy(bob)).toBe(1)
  expect(await readBy(bob)).toBe(1)
  // Nobody has let her in.
  expect(await readBy(ann)).toBe(3)
  // Nor him, as he comes again.
  await rooms.leave(roomId, bob)
  await rooms.join(roomId, bob)
  expect(await readBy(bob)).toBe(5)
})

test('[W5] an invitation that was interrupted is done when it is sent again', async () => {
  const { people, rules, redis, keys, rooms } = await withPeople(ann, bob)
  const { roomId } = await rules.create(ann, { name: 'Open', private: true })
  await people.invite(ann, { roomId, userId: bob.userId })
  await redis.srem(keys.roomsOfUser(bob.userId), roomId)
  await people.invite(ann, { roomId, userId: bob.userId })
  expect(await rooms.roomIdsOf(bob.userId)).toEqual([roomId])
})

test('[W3] who outlives a guest can leave also when the leaving of the guest was interrupted', async () => {
  const { people, rules, redis, keys, rooms } = await withPeople(ann, bob)
  const { roomId } = await people.openDirect(ann, bob)
  expect(await codeOf(rules.leave(ann, roomId, NOBODY_LISTENS))).toBe('bad_request')
  await redis.del(keys.account(bob.userId))
  await rules.leave(ann, roomId, NOBODY_LISTENS)
  for (const { userId } of [ann, bob]) {
    expect(await rooms.isMember(roomId, userId)).toBe(false)
    expect(await rooms.directIdsOf(userId)).toEqual([])
  }
})

test('[W7] people are found by the beginning of their name as one spells it, but oneself and who has gone', async () => {
  const names = ['Tomás', 'tom-two', 'TOM three', 'Tim', 'Bernd']
  const persons = names.map((name, index) => ({ userId: `u${index}` as UserId, name }))
  const { people, accounts, accountRules, redis, keys } = await withPeople(...persons)
  const [me] = persons
  if (me === undefined) throw new Error('nobody is there')
  const found = async (query: string) => (await people.find(me, { query })).people.map(({ name }) => name)
  expect(await found(' tom')).toEqual(['TOM three', 'tom-two'])
  expect(await found('T0M')).toEqual(['TOM three', 'tom-two'])
  expect(await found('tom t')).toEqual(['TOM three', 'tom-two'])
  // "rn" looks like "m", and its beginning like neither.
  for (const query of ['b', 'Be', 'ber', 'bern', 'bernd']) expect(await found(query)).toEqual(['Bernd'])
  for (const query of [' ', 'x', '\u{10FFFF}', '[', '(', '+', '-']) expect(await found(query)).toEqual([])

  const guest = await (async () => {
    await redis.hset(keys.room(parseRoomId('lobby')), { name: 'Lobby', announceMembers: 0 })
    return accountRules.enterAsGuest({ name: 'Tom the guest' })
  })()
  expect(await found('tom the')).toEqual(['Tom the guest'])
  await accountRules.ended(guest)
  expect(await found('tom the')).toEqual([])

  // Its time has run out, and nobody has put away what it left.
  await redis.del(keys.account('u1' as UserId))
  expect(await found('tom')).toEqual(['TOM three'])
  expect(await redis.zcard(keys.people)).toBe(names.length - 1)
  await accounts.remove('u2' as UserId, nameSkeleton('TOM three'))
  expect(await found('tom')).toEqual([])
})

test('[W7] of very many people of one name 20 are found, past those who have gone', async () => {
  const gone = Array.from({ length: 60 }, (_, index) => user(`p${String(index).padStart(3, 'x')}`))
  const there = Array.from({ length: 25 }, (_, index) => user(`pz${index}`))
  const { people, redis, keys } = await withPeople(...gone, ...there)
  for (const { userId } of gone) await redis.del(keys.account(userId))
  expect((await people.find(ann, { query: 'p' })).people).toHaveLength(20)
})

test('[J1] a join that fails late takes the room from nobody who has been answered since; a refusal for good does', async () => {
  const { rules, rooms } = await withPeople(ann)
  const { roomId } = await rooms.create('room', null, ann)
  const unfollowed: RoomId[] = []
  const join = (entering: () => Promise<RoomPresence>) => {
    const listener = {
      ...NOBODY_LISTENS,
      unfollow: (id: RoomId) => void unfollowed.push(id),
      enter: entering,
    }
    return rules.join({ user: ann, moderatesAll: false }, { roomId }, listener)
  }
  let fail = (_: ChatError) => {}
  const first = join(() => new Promise((_, reject) => (fail = reject)))
  await join(NOBODY_LISTENS.enter)
  fail(new ChatError('unavailable', 'Redis is away.'))
  expect([await codeOf(first), unfollowed]).toEqual(['unavailable', []])
  const second = join(() => Promise.reject(new ChatError('banned', 'no')))
  expect([await codeOf(second), unfollowed]).toEqual(['banned', [roomId]])
})

test('[M8] who leaves hears the room no more, unless they have come back while they were still leaving', async () => {
  const { rules, rooms } = await withPeople(ann)
  const { roomId } = await rooms.create('room', 'room', ann)
  await rooms.join(roomId, ann)
  const unfollowed: RoomId[] = []
  const listener = { ...NOBODY_LISTENS, unfollow: (id: RoomId) => void unfollowed.push(id) }
  const leave = rooms.leave.bind(rooms)
  vi.spyOn(rooms, 'leave').mockImplementationOnce(async (...args) => {
    await leave(...args)
    await rooms.join(roomId, ann)
  })
  await rules.leave(ann, roomId, listener)
  expect([await rooms.isMember(roomId, ann.userId), unfollowed]).toEqual([true, []])
  await rules.leave(ann, roomId, listener)
  expect([await rooms.isMember(roomId, ann.userId), unfollowed]).toEqual([false, [roomId]])
})
