// Who has read a message, as far as they let others know.

import { ChatError, parseSeq, READERS_ROOM_MAX, type RoomId, type Seq, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createBeginReading, createMarkRead } from '../../apps/server/src/chat/mark-read.js'
import { createReadersRules } from '../../apps/server/src/chat/message-readers.js'
import { createRoomRules, type Listener } from '../../apps/server/src/chat/rooms.js'
import { newEpoch } from '../../apps/server/src/redis/random-ids.js'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const [ann, bob, cid, dora] = [user('ann'), user('bob'), user('cid'), user('dora')]

/** A room of Ann, Bob and Cid, in which Ann writes; each of them has an account. */
async function roomOfThree() {
  const stores = await connectStores()
  const { rooms, accounts, log, readMarks } = stores
  for (const one of [ann, bob, cid, dora])
    await accounts.create({ ...one, kind: 'guest', passwordHash: null }, one.name)
  const { roomId } = await rooms.create('room', 'room', ann)
  for (const one of [ann, bob, cid]) await rooms.join(roomId, one)
  const markRead = createMarkRead({ rooms, log, readMarks })
  const beginReading = createBeginReading({ rooms, log, readMarks })
  const { list, share } = createReadersRules({ accounts, rooms, readMarks })
  const { epoch } = await log.head(roomId)
  return {
    ...stores,
    roomId,
    epoch,
    share,
    list,
    markRead: (one: User, id: RoomId, seq: Seq) => markRead(one, { roomId: id, seq }),
    beginReading,
    say: async (text: string) => (await log.append(draft(roomId, ann, text))).seq,
    readers: async (seq: number, by = ann) =>
      (await list(by, { roomId, epoch, seq: parseSeq(seq) })).readers?.map(({ name }) => name),
  }
}

test('[J9] who has read as far as a message is told to other members, in the order of names', async () => {
  const { say, markRead, readers, list, roomId } = await roomOfThree()
  const [first, second] = [await say('first'), await say('second')]
  expect(await readers(first)).toEqual([])
  await markRead(cid, roomId, second)
  await markRead(bob, roomId, first)
  expect([await readers(first), await readers(second)]).toEqual([['bob', 'cid'], ['cid']])
  expect(await readers(first, bob)).toEqual(['cid'])
  expect(await readers(second + 1)).toEqual([])
  // What stands in another life of the log was read by nobody.
  expect((await list(ann, { roomId, epoch: newEpoch(), seq: first })).readers).toEqual([])
})

test('[J9] what was written before somebody came, or while they were away, is not read by them', async () => {
  const { say, markRead, beginReading, readers, rooms, roomId } = await roomOfThree()
  const before = await say('before')
  await rooms.join(roomId, dora)
  await beginReading(dora, roomId)
  const after = await say('after')
  await markRead(dora, roomId, after)
  expect([await readers(before), await readers(after)]).toEqual([[], ['dora']])

  await rooms.leave(roomId, dora)
  expect(await readers(after)).toEqual([])
  await rooms.join(roomId, dora)
  await beginReading(dora, roomId)
  expect(await readers(after)).toEqual([])
})

test('[J9] who was interrupted as they came has come when they come again', async () => {
  const stores = await roomOfThree()
  const { say, markRead, readers, roomId } = stores
  const before = await say('before')
  const join = createRoomRules(stores).join
  let connections = 0
  const listener: Listener = {
    async follow() {
      connections += 1
      if (connections === 1) throw new ChatError('unavailable', 'The connection is gone.')
    },
    unfollow: () => undefined,
    answered: () => undefined,
    enter: async () => ({ count: 0, users: [] }),
  }
  const dorasJoin = () => join({ user: dora, moderatesAll: false }, { roomId }, listener)
  expect(await codeOf(dorasJoin())).toBe('unavailable')
  const { answer, joinedNow } = await dorasJoin()
  expect([joinedNow, answer.readSeq]).toEqual([false, answer.headSeq])
  const after = await say('after')
  await markRead(dora, roomId, after)
  expect([await readers(before), await readers(after)]).toEqual([[], ['dora']])
  // Whoever has come before, and looks in again, has what was written meanwhile before them.
  const last = await say('last')
  expect((await dorasJoin()).answer.readSeq).toBe(after)
  expect(await readers(last)).toEqual([])
})

test('[J9] nobody is told of who does not share what they read, and who is no member is told nothing', async () => {
  const { say, markRead, share, readers, list, roomId, epoch } = await roomOfThree()
  const seq = await say('hello')
  for (const one of [bob, cid]) await markRead(one, roomId, seq)
  const shares = async () => (await share(bob, {})).on
  expect(await shares()).toBe(true)
  for (const time of ['once', 'again']) {
    await share(bob, { on: false })
    expect([time, await shares(), await readers(seq)]).toEqual([time, false, ['cid']])
  }
  await share(bob, { on: true })
  expect([await shares(), await readers(seq)]).toEqual([true, ['bob', 'cid']])
  expect(await codeOf(list(dora, { roomId, epoch, seq }))).toBe('not_a_member')
})

test('[J9] of an account that has ended no choice is left', async () => {
  const { share, accounts, redis, keys } = await roomOfThree()
  await accounts.remove(dora.userId, dora.name)
  await share(dora, { on: false })
  expect(await redis.exists(keys.account(dora.userId))).toBe(0)
})

test('[J9] in a room of more members than can be looked at nobody is told', async () => {
  const { say, markRead, readers, redis, keys, roomId } = await roomOfThree()
  const seq = await say('hello')
  await markRead(bob, roomId, seq)
  const others = Array.from({ length: READERS_ROOM_MAX - 3 }, (_, index) => `other-${index}`)
  await redis.sadd(keys.members(roomId), ...others)
  expect(await readers(seq)).toEqual(['bob'])
  await redis.sadd(keys.members(roomId), 'one-more')
  expect(await readers(seq)).toBeUndefined()
})
