import {
  EMPTY_ROOM_TTL_SECONDS,
  type Entry,
  parseClientMessageId,
  parseRoomId,
  RESTRICTED_LIST_MAX,
  type Restriction,
  type User,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { parseBatch } from '../../apps/server/src/redis/log-replies.js'
import { eventually } from '../support/eventually.js'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')
const una = user('una')
/** Who moderates a room that Mira made. */
const moderators = [{ ...mira, maker: true }]

/** A room that Mira made, in which are Tom and Una, and what is done there. */
async function roomOfThree() {
  const stores = await connectStores()
  const { log, changes, rooms, restrictions } = stores
  const made = await rooms.create('room', 'room', mira)
  const { roomId } = made
  for (const one of [mira, tom, una]) await rooms.join(roomId, one)
  let keys = 0
  const newKey = () => parseClientMessageId(`act-${++keys}-00000`)
  return {
    ...stores,
    roomId,
    say: (sender: User, text: string, key?: string) => log.append(draft(roomId, sender, text, key)),
    restrict(
      target: User,
      restriction: Restriction | null,
      { by = mira, key = String(newKey()), moderatesAll = false, roomId = made.roomId } = {},
      about: { moderatesAll?: boolean; isGone?: boolean } = {},
    ) {
      const clientMessageId = parseClientMessageId(key)
      return restrictions.restrict({
        roomId,
        by: { user: by, moderatesAll },
        clientMessageId,
        target: { user: target, moderatesAll: false, isGone: false, ...about },
        restriction,
      })
    },
    standing: async (member: User, moderatesAll = false) =>
      (await log.resume({ user: member, moderatesAll }, { roomId: made.roomId })).standing,
    change: (sender: User, target: { seq: Entry['seq']; mid: Entry['mid'] }, text: string | null) =>
      changes.change({ roomId, sender, clientMessageId: newKey(), target, text }),
    react: (sender: User, target: { seq: Entry['seq']; mid: Entry['mid'] }) =>
      changes.react({ roomId, sender, clientMessageId: newKey(), target, emoji: '👍', on: true }),
  }
}

test('[R1] who made a room moderates it, and so does who moderates all, while they are members; nobody else does', async () => {
  const { restrict, standing, rooms, roomId, log } = await roomOfThree()
  const op = user('op')
  expect(await codeOf(restrict(tom, 'muted', { by: una }))).toBe('not_a_moderator')
  expect(await codeOf(restrict(tom, 'muted', { by: user('eve') }))).toBe('not_a_member')
  expect(await codeOf(restrict(tom, 'muted', { by: op, moderatesAll: true }))).toBe('not_a_member')
  expect((await log.head(roomId)).seq).toBe(3)
  await restrict(tom, 'muted')
  await rooms.join(roomId, op)
  await restrict(tom, null, { by: op, moderatesAll: true })
  expect([await standing(mira), await standing(op, true), await standing(op), await standing(una)]).toEqual(
    [true, true, false, false].map(moderator => ({ moderator, moderators, mutedBy: null, restricted: [] })),
  )
  await rooms.leave(roomId, mira)
  expect(await codeOf(restrict(tom, 'muted'))).toBe('not_a_member')
  await rooms.join(roomId, mira)
  await restrict(tom, 'muted')
})

test('[R1] nobody restricts themselves, nobody who moderates all, and who made the room only who moderates all', async () => {
  const { restrict, standing, rooms, roomId } = await roomOfThree()
  const op = user('op')
  await rooms.join(roomId, op)
  const above = { moderatesAll: true }
  expect(await codeOf(restrict(mira, 'muted'))).toBe('not_a_moderator')
  expect(await codeOf(restrict(op, 'banned', { by: op, ...above }))).toBe('not_a_moderator')
  expect(await codeOf(restrict(op, 'banned', { by: mira }, above))).toBe('not_a_moderator')
  expect(await codeOf(restrict(op, 'banned', { by: user('op'), ...above }, above))).toBe('not_a_moderator')
  expect((await standing(mira)).restricted).toEqual([])
  await restrict(mira, 'banned', { by: op, ...above })
  expect(await rooms.isMember(roomId, mira.userId)).toBe(false)
})

test('[R2] of whose account has ended a restriction is lifted, also when that is told again, and none is made', async () => {
  const { restrict } = await roomOfThree()
  const gone = { isGone: true }
  expect(await codeOf(restrict(tom, 'muted', {}, gone))).toBe('not_found')
  await restrict(tom, 'muted')
  const lift = { key: 'lift-0000000000' }
  const first = await restrict(tom, null, lift, gone)
  expect(await restrict({ ...tom, name: '' }, null, lift, gone)).toEqual({ ...first, duplicate: true })
  expect(await codeOf(restrict(tom, null, { by: una }, gone))).toBe('not_a_moderator')
})

test('[R2] a restriction is an entry that all are told of, and moderators are told of all that stand', async () => {
  const { restrict, standing, roomId, connections, keys, log } = await roomOfThree()
  const heard: Entry[] = []
  await connections.channels.subscribe(keys.feed(roomId), {
    message: batch => void heard.push(...parseBatch(batch).entries),
    resumed: () => undefined,
  })
  await restrict(tom, 'muted')
  await restrict(una, 'banned')
  await restrict(tom, null)
  const entry = { kind: 'member-restricted', sender: mira }
  await eventually(() =>
    expect(heard).toMatchObject([
      { ...entry, seq: 4, target: tom, restriction: 'muted' },
      { ...entry, seq: 5, target: una, restriction: 'banned' },
      { ...entry, seq: 6, target: tom, restriction: null },
    ]),
  )
  expect((await log.resume({ user: tom, moderatesAll: false }, { roomId })).entries.slice(-3)).toEqual(heard)
  expect(await standing(mira)).toEqual({
    moderator: true,
    moderators,
    mutedBy: null,
    restricted: [{ user: una, restriction: 'banned', by: mira }],
  })
  await restrict(tom, 'muted')
  expect((await standing(mira)).restricted).toHaveLength(2)
  expect(await standing(tom)).toEqual({ moderator: false, moderators, mutedBy: mira, restricted: [] })
})

test('[R2] who is unknown to the room cannot be restricted; who has just left can, and nothing is lifted twice', async () => {
  const { restrict, rooms, roomId, say } = await roomOfThree()
  expect(await codeOf(restrict(user('eve'), 'banned'))).toBe('not_found')
  expect(await codeOf(restrict(tom, null))).toBe('not_found')
  await rooms.leave(roomId, tom)
  await restrict(tom, 'banned')
  expect(await codeOf(rooms.join(roomId, tom))).toBe('banned')
  await restrict(tom, null)
  expect(await codeOf(restrict(tom, null))).toBe('not_found')
  await rooms.leave(roomId, una)
  for (let index = 0; index < 200; index += 1) await say(mira, `${index}`)
  expect(await codeOf(restrict(una, 'banned'))).toBe('not_found')
})

test('[R2] a restriction that is told again is done once, whatever became of it since', async () => {
  const { restrict, standing, roomId, rooms, log } = await roomOfThree()
  const key = 'the-same-key'
  const first = await restrict(tom, 'banned', { key })
  expect(await restrict(tom, 'banned', { key })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(restrict(tom, 'muted', { key }))).toBe('conflict')
  expect(await codeOf(restrict(una, 'banned', { key }))).toBe('conflict')
  await restrict(tom, null)
  await rooms.join(roomId, tom)
  expect(await restrict(tom, 'banned', { key })).toEqual({ ...first, duplicate: true })
  expect(await rooms.isMember(roomId, tom.userId)).toBe(true)
  expect((await standing(mira)).restricted).toEqual([])
  expect((await log.head(roomId)).seq).toBe(6)
})

test('[R3] who is muted reads, deletes, and else writes nothing; what was in the log before is answered as before', async () => {
  const { say, change, react, changes, restrict, restrictions, roomId, log } = await roomOfThree()
  const before = await say(tom, 'before', 'key-of-tom-1')
  const ofMira = await say(mira, 'of Mira')
  await restrict(tom, 'muted')
  const command = { roomId, sender: tom, clientMessageId: parseClientMessageId('key-of-tom-2') }
  const refused = [
    say(tom, 'no'),
    change(tom, before, 'no'),
    react(tom, ofMira),
    changes.pin({ ...command, target: ofMira, on: true }),
    changes.setTopic({ ...command, topic: 'no' }),
  ]
  expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'muted'))
  expect(await say(tom, 'before', 'key-of-tom-1')).toEqual({ ...before, duplicate: true })
  expect(await restrictions.isMuted(roomId, tom.userId)).toBe(true)
  expect((await log.resume({ user: tom, moderatesAll: false }, { roomId })).headSeq).toBe(6)
  await change(tom, before, null)
  await restrict(tom, null)
  await say(tom, 'again')
  await react(tom, ofMira)
  expect(await restrictions.isMuted(roomId, tom.userId)).toBe(false)
})

test('[R3] of a group that is written together only the messages of the muted are refused', async () => {
  const { say, restrict } = await roomOfThree()
  await restrict(tom, 'muted')
  // The first is on its way alone; the others wait for it and go together.
  const senders = [mira, tom, una, tom, mira, una]
  const answers = await Promise.all(senders.map((sender, index) => codeOf(say(sender, `${index}`))))
  expect(answers).toEqual(senders.map(sender => (sender === tom ? 'muted' : 'accepted')))
})

test('[R3] between the entry that mutes somebody and the one that lifts it stands nothing of theirs', async () => {
  const { say, restrict, log, roomId } = await roomOfThree()
  const speaking = Array.from({ length: 40 }, async (_, index) => {
    if (index === 20) await restrict(tom, 'muted')
    else await codeOf(say(tom, `${index}`))
  })
  await Promise.all(speaking)
  await restrict(tom, null)
  await say(tom, 'at last')
  const { entries } = await log.resume({ user: tom, moderatesAll: false }, { roomId })
  const restricted = entries.flatMap(({ kind, seq }) => (kind === 'member-restricted' ? [seq] : []))
  expect(restricted).toHaveLength(2)
  const [from = 0, to = 0] = restricted
  expect(to).toBe(from + 1)
})

test('[R4] who is banned is no member, is refused as banned, and comes back by themselves when let in', async () => {
  const { say, react, restrict, rooms, roomId, log } = await roomOfThree()
  const message = await say(mira, 'hello')
  await restrict(tom, 'banned')
  expect(await rooms.isMember(roomId, tom.userId)).toBe(false)
  expect((await rooms.summaries([roomId]))[0]?.memberCount).toBe(2)
  const refused = [rooms.join(roomId, tom), rooms.lookIn(roomId, tom.userId), say(tom, 'no')]
  expect(await Promise.all([...refused, react(tom, message)].map(codeOf))).toEqual(Array(4).fill('banned'))
  expect(await codeOf(log.resume({ user: tom, moderatesAll: false }, { roomId }))).toBe('not_a_member')
  expect(await codeOf(rooms.lookIn(roomId, user('eve').userId))).toBe('not_a_member')
  await restrict(tom, null)
  expect(await codeOf(say(tom, 'not yet'))).toBe('not_a_member')
  expect(await rooms.join(roomId, tom)).toMatchObject({ joinedNow: true, room: { memberCount: 3 } })
  await say(tom, 'back')
})

test('[R4] who is banned is let in by nobody, from the entry on that says so', async () => {
  const { restrict, rooms, log } = await roomOfThree()
  const { roomId } = await rooms.create('private', null, mira)
  await rooms.join(roomId, mira)
  await rooms.letIn(roomId, tom, mira)
  expect((await restrict(tom, 'banned', { roomId })).seq).toBe(3)
  expect(await codeOf(rooms.letIn(roomId, tom, mira))).toBe('banned')
  expect(await codeOf(rooms.letIn(roomId, tom, una))).toBe('not_a_member')
  expect(await codeOf(rooms.join(roomId, tom))).toBe('banned')
  await restrict(tom, null, { roomId })
  expect(await codeOf(rooms.join(roomId, tom))).toBe('not_a_member')
  expect(await rooms.letIn(roomId, tom, mira)).toMatchObject({ joinedNow: true, toldAt: { seq: 5 } })
  expect((await log.head(roomId)).seq).toBe(5)
})

test('[R1] a conversation of two is moderated by nobody', async () => {
  const { restrict, rooms, log } = await roomOfThree()
  const roomId = parseRoomId('of-two')
  await rooms.openDirect(roomId, mira, tom)
  for (const moderatesAll of [false, true]) {
    expect(await codeOf(restrict(tom, 'muted', { roomId, moderatesAll }))).toBe('not_a_moderator')
    const { standing } = await log.resume({ user: mira, moderatesAll }, { roomId })
    expect(standing.moderator).toBe(false)
  }
  expect((await log.head(roomId)).seq).toBe(0)
})

test('[R4] what a ban that was interrupted left in the list of the banned goes when it is told again, or they try to join', async () => {
  const { restrict, rooms, roomId } = await roomOfThree()
  await restrict(tom, 'banned')
  await restrict(una, 'banned')
  expect(await rooms.roomIdsOf(tom.userId)).toEqual([roomId])
  expect(await codeOf(rooms.join(roomId, tom))).toBe('banned')
  await rooms.settle(roomId, una.userId)
  for (const { userId } of [tom, una]) expect(await rooms.roomIdsOf(userId)).toEqual([])
})

test('[R4] whoever is banned and let in while they join and leave ends with a list that says what they are', async () => {
  const { restrict, rooms, roomId } = await roomOfThree()
  for (let round = 0; round < 20; round += 1) {
    await Promise.allSettled([
      restrict(tom, 'banned').then(() => rooms.settle(roomId, tom.userId)),
      rooms.join(roomId, tom),
      rooms.join(roomId, tom),
    ])
    expect(await rooms.isMember(roomId, tom.userId)).toBe(false)
    expect(await rooms.roomIdsOf(tom.userId)).toEqual([])
    await restrict(tom, null)
    await Promise.all([rooms.join(roomId, tom), rooms.settle(roomId, tom.userId)])
    expect(await rooms.roomIdsOf(tom.userId)).toEqual([roomId])
  }
})

test('[M3] [C2] what was in the log before somebody was banned is answered as before, and nothing new is taken', async () => {
  const { say, restrict, changes, roomId, log } = await roomOfThree()
  const sent = await say(tom, 'before', 'key-before-0000')
  const change = {
    roomId,
    sender: tom,
    clientMessageId: parseClientMessageId('key-change-0000'),
    text: 'edited',
  }
  const changed = await changes.change({ ...change, target: sent })
  await restrict(tom, 'banned')
  const { seq } = await log.head(roomId)
  expect(await say(tom, 'before', 'key-before-0000')).toEqual({ ...sent, duplicate: true })
  expect(await changes.change({ ...change, target: sent })).toEqual({ ...changed, duplicate: true })
  expect(await codeOf(say(tom, 'other', 'key-before-0000'))).toBe('conflict')
  expect(await codeOf(say(tom, 'after'))).toBe('banned')
  expect(await log.head(roomId)).toMatchObject({ seq })
})

test('[M3] [R4] what a moderator did before they were banned, or moderated no more, is answered as before, and nothing new is done', async () => {
  const { restrict, rooms, slowModes, webhooks, roomId, log } = await roomOfThree()
  const op = user('op')
  await rooms.join(roomId, op)
  const key = (act: string, by: User) => parseClientMessageId(`${act}-by-${by.name}-0000`)
  const add = (by: User, moderatesAll = false) =>
    webhooks.add({
      ...{ roomId, by: { user: by, moderatesAll }, name: 'CI' },
      clientMessageId: key('add', by),
    })
  const [ofMira, ofOp] = [await add(mira), await add(op, true)]
  const actsOf = (by: User, { webhookId } = ofMira, moderatesAll = false, again = '') => {
    const act = { roomId, by: { user: by, moderatesAll } }
    return [
      () => restrict(una, 'muted', { by, moderatesAll, key: key(`mute${again}`, by) }),
      () => slowModes.set({ ...act, seconds: 30, clientMessageId: key(`slow${again}`, by) }),
      () => webhooks.remove({ ...act, webhookId, clientMessageId: key(`remove${again}`, by) }),
    ]
  }
  const done: unknown[] = []
  for (const act of [...actsOf(mira), ...actsOf(op, ofOp, true)])
    done.push({ ...(await act()), duplicate: true })
  await restrict(mira, 'banned', { by: op, moderatesAll: true })
  const { seq } = await log.head(roomId)

  const again: unknown[] = []
  for (const act of [...actsOf(mira), ...actsOf(op, ofOp)]) again.push(await act())
  expect(again).toEqual(done)
  for (const act of actsOf(mira, ofOp, false, '-new')) expect(await codeOf(act())).toBe('banned')
  for (const act of actsOf(op, ofOp, false, '-new')) expect(await codeOf(act())).toBe('not_a_moderator')
  expect(await codeOf(add(mira))).toBe('banned')
  expect(await log.head(roomId)).toMatchObject({ seq })
})

test('[R5] leaving lifts nothing, and with the room ends what is restricted in it', async () => {
  const { say, restrict, rooms, roomId, redis, prefix, keys } = await roomOfThree()
  await restrict(tom, 'muted')
  await rooms.leave(roomId, tom)
  await rooms.join(roomId, tom)
  expect(await codeOf(say(tom, 'no'))).toBe('muted')
  for (const one of [mira, tom, una]) await rooms.leave(roomId, one)
  await redis.hset(keys.room(roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + EMPTY_ROOM_TTL_SECONDS * 1_000)
  expect(await redis.keys(`${prefix}{r:${roomId}}:restricted`)).toEqual([])
})

test('a moderator is told of no more restricted people than fit', async () => {
  const { restrict, standing, redis, keys, roomId } = await roomOfThree()
  await restrict(tom, 'muted')
  const kept = await redis.hget(keys.restricted(roomId), tom.userId)
  for (let index = 0; index < RESTRICTED_LIST_MAX + 5; index += 1)
    await redis.hset(keys.restricted(roomId), `user${index}`, kept ?? '')
  expect((await standing(mira)).restricted).toHaveLength(RESTRICTED_LIST_MAX)
})
