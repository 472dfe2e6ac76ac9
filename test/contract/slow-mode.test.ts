import {
  ChatError,
  parseClientMessageId,
  parseRoomId,
  SLOW_MODE_MAX_SECONDS,
  type User,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createMessageLog } from '../../apps/server/src/redis/message-log.js'
import { seededRandom } from '../support/seeded-random.js'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')
const una = user('una')
const op = user('op')

/** A room that Mira made, in which are Tom, Una, and an operator. */
async function roomOfFour() {
  const stores = await connectStores()
  const { log, rooms, slowModes, connections } = stores
  const asItComes = async () => undefined
  const ways = { through: connections.commands, ready: asItComes, confirm: asItComes }
  const another = createMessageLog(connections.commands, stores.keys, 1_000, ways)
  const made = await rooms.create('room', 'room', mira)
  for (const one of [mira, tom, una, op]) await rooms.join(made.roomId, one)
  let keys = 0
  const newKey = () => `slow-${++keys}-0000`
  return {
    ...stores,
    newKey,
    roomId: made.roomId,
    /** Each groups what comes to it. */
    workers: [log, another],
    say: (sender: User, text: string, key?: string) =>
      log.append({ ...draft(made.roomId, sender, text, key), moderatesAll: sender === op }),
    slow: (seconds: number, { by = mira, key = newKey(), roomId = made.roomId, moderatesAll = false } = {}) =>
      slowModes.set({
        ...{ roomId, seconds, by: { user: by, moderatesAll } },
        clientMessageId: parseClientMessageId(key),
      }),
    /** As who joins is told. */
    told: async (reader: User) =>
      (await log.resume({ user: reader, moderatesAll: false }, { roomId: made.roomId })).slowMode,
    /** As if so many seconds had passed since this user wrote. */
    async age(writer: User, seconds: number) {
      const key = stores.keys.slow(made.roomId)
      await stores.redis.zincrby(key, -1_000 * seconds, writer.userId)
    },
  }
}

const refusalOf = (refused: Promise<unknown>) =>
  refused.then(
    () => null,
    (error: unknown) => (error instanceof ChatError ? error : null),
  )

test('[R6] slow mode is set by who moderates the room, and nobody else', async () => {
  const { slow, rooms, roomId, log } = await roomOfFour()
  expect(await codeOf(slow(30, { by: una }))).toBe('not_a_moderator')
  expect(await codeOf(slow(30, { by: op }))).toBe('not_a_moderator')
  expect(await codeOf(slow(30, { by: user('eve'), moderatesAll: true }))).toBe('not_a_member')
  const ofTwo = parseRoomId('of-two')
  await rooms.openDirect(ofTwo, mira, tom)
  expect(await codeOf(slow(30, { roomId: ofTwo, moderatesAll: true }))).toBe('not_a_moderator')
  expect((await log.head(roomId)).seq).toBe(4)
  await slow(30)
  await slow(0, { by: op, moderatesAll: true })
  expect((await log.head(roomId)).seq).toBe(6)
})

test('[R6] setting it is an entry, done once for one key, and a join tells it as of its head', async () => {
  const { slow, told, log, roomId } = await roomOfFour()
  expect(await told(tom)).toEqual({ seconds: 0, waitMs: 0 })
  const first = await slow(30, { key: 'the-same-key' })
  expect(await slow(30, { key: 'the-same-key' })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(slow(60, { key: 'the-same-key' }))).toBe('conflict')
  const page = await log.resume({ user: tom, moderatesAll: false }, { roomId })
  expect(page).toMatchObject({ headSeq: first.seq, slowMode: { seconds: 30, waitMs: 0 } })
  expect(page.entries.at(-1)).toMatchObject({ kind: 'slow-mode-changed', sender: mira, seconds: 30 })
  await slow(0)
  const position = { epoch: first.epoch, seq: first.seq, mid: first.mid }
  const resumed = await log.resume({ user: tom, moderatesAll: false }, { roomId, position })
  expect(resumed).toMatchObject({ slowMode: { seconds: 0 }, entries: [{ seconds: 0 }] })
})

test('[R7] who has written waits for the rest of the time, and is told how long; moderators do not wait', async () => {
  const { slow, say, told, age } = await roomOfFour()
  await say(tom, 'before')
  await slow(30)
  await say(tom, 'one')
  const refused = await refusalOf(say(tom, 'two'))
  expect(refused).toMatchObject({ code: 'slow_mode' })
  expect(refused?.retryAfterMs).toBeGreaterThan(25_000)
  expect(refused?.retryAfterMs).toBeLessThanOrEqual(30_000)
  const { waitMs } = await told(tom)
  expect(waitMs).toBeGreaterThan(25_000)
  expect(waitMs).toBeLessThanOrEqual(refused?.retryAfterMs ?? 0)
  expect(await told(una)).toEqual({ seconds: 30, waitMs: 0 })
  await say(una, 'one')
  for (const moderator of [mira, op, mira, op]) await say(moderator, 'as often as I like')
  expect(await told(mira)).toEqual({ seconds: 30, waitMs: 0 })

  await age(tom, 20)
  expect((await refusalOf(say(tom, 'two')))?.retryAfterMs).toBeLessThanOrEqual(10_000)
  await age(tom, 10)
  await say(tom, 'two')
  expect(await codeOf(say(tom, 'three'))).toBe('slow_mode')
  // It begins anew with each setting.
  await slow(60)
  await say(tom, 'three')
  await slow(0)
  for (const text of ['four', 'five']) await say(tom, text)
})

test('[R7] what is in the log is answered as before, and what was refused is taken later under the same key', async () => {
  const { slow, say, age, log, roomId } = await roomOfFour()
  await slow(60)
  const first = await say(tom, 'one', 'key-of-tom-1')
  expect(await codeOf(say(tom, 'two', 'key-of-tom-2'))).toBe('slow_mode')
  expect(await say(tom, 'one', 'key-of-tom-1')).toEqual({ ...first, duplicate: true })
  expect(await codeOf(say(tom, 'another', 'key-of-tom-1'))).toBe('conflict')
  // Neither of these was a message.
  await age(tom, 60)
  expect(await say(tom, 'two', 'key-of-tom-2')).toMatchObject({ seq: first.seq + 1, duplicate: false })
  expect((await log.head(roomId)).seq).toBe(first.seq + 1)
})

test('[R7] answers count as messages; changes, deletions, reactions, pins and topics do not, and do not wait', async () => {
  const { slow, say, log, changes, roomId, newKey } = await roomOfFour()
  const ofMira = await say(mira, 'hello')
  await slow(3_600)
  const own = await say(tom, 'one')
  const answer = { ...draft(roomId, tom, 'yes'), replyTo: { seq: ofMira.seq, mid: ofMira.mid } }
  expect(await codeOf(log.append(answer))).toBe('slow_mode')
  const command = () => ({
    ...{ roomId, sender: tom, target: own },
    clientMessageId: parseClientMessageId(newKey()),
  })
  await changes.change({ ...command(), text: 'one and a half' })
  await changes.react({ ...command(), target: ofMira, emoji: '👍', on: true })
  await changes.pin({ ...command(), on: true })
  await changes.setTopic({ ...command(), topic: 'patience' })
  await changes.change({ ...command(), text: null })
  // Una's reaction kept her from nothing.
  await changes.react({ ...command(), sender: una, emoji: '👍', target: ofMira, on: true })
  await log.append({ ...answer, sender: una })
})

test('[R7] of what one person writes at once only the first is taken, in one group with others and over several workers', async () => {
  const { slow, log, roomId, workers } = await roomOfFour()
  const random = seededRandom('slow mode')
  await slow(SLOW_MODE_MAX_SECONDS)
  const people = [tom, una, mira]
  const answers = await Promise.all(
    Array.from({ length: 90 }, async () => {
      const sender = random.pick(people)
      // The first of each worker goes alone, the others wait for it and go together.
      const worker = random.pick(workers)
      return { sender, code: await codeOf(worker.append(draft(roomId, sender, 'now'))) }
    }),
  )
  const taken = (sender: User) => answers.filter(each => each.sender === sender && each.code === 'accepted')
  expect(taken(tom)).toHaveLength(1)
  expect(taken(una)).toHaveLength(1)
  expect(taken(mira).length).toBe(answers.filter(({ sender }) => sender === mira).length)
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['accepted', 'slow_mode']))
  const { entries } = await log.resume({ user: tom, moderatesAll: false }, { roomId })
  expect(entries.filter(({ kind, sender }) => kind === 'message' && sender.userId !== 'mira')).toHaveLength(2)
})

test('[R7] between two messages of one person there is at least the time, however many try on however many workers', async () => {
  const { roomId, log, redis, keys, workers } = await roomOfFour()
  // Shorter than anybody may set it, so that this takes no real minutes.
  const waitMs = 40
  await redis.hset(keys.room(roomId), 'slowSeconds', waitMs / 1_000)
  let left = 10
  const trying = [tom, una].flatMap(sender =>
    workers.map(async worker => {
      while (left > 0) {
        const refused = await refusalOf(worker.append(draft(roomId, sender, 'again')))
        if (refused === null) left--
        else await new Promise(resolve => setTimeout(resolve, refused.retryAfterMs))
      }
    }),
  )
  await Promise.all(trying)
  const { entries } = await log.resume({ user: tom, moderatesAll: false }, { roomId })
  for (const { userId } of [tom, una]) {
    const own = entries.filter(({ kind, sender }) => kind === 'message' && sender.userId === userId)
    expect(own.length).toBeGreaterThan(2)
    for (const [index, { sentAt }] of own.slice(1).entries())
      expect(sentAt - (own[index]?.sentAt ?? 0)).toBeGreaterThanOrEqual(waitMs)
  }
})

test('[R7] what is kept of who has written is no more than those who wait, and ends by itself', async () => {
  const { slow, say, age, redis, keys, roomId } = await roomOfFour()
  await say(tom, 'before')
  expect(await redis.exists(keys.slow(roomId))).toBe(0)
  await slow(30)
  await say(mira, 'hello')
  expect(await redis.exists(keys.slow(roomId))).toBe(0)
  await say(tom, 'one')
  await age(tom, 31)
  await say(una, 'one')
  expect(await redis.zrange(keys.slow(roomId), '0', '-1')).toEqual([una.userId])
  const leftMs = await redis.pttl(keys.slow(roomId))
  expect(leftMs).toBeGreaterThan(0)
  expect(leftMs).toBeLessThanOrEqual(30_000)
  // Redis's clock was set back since: nobody waits an hour for it, and the next one waits as usual.
  await age(una, -3_600)
  await say(una, 'two')
  expect((await refusalOf(say(una, 'three')))?.retryAfterMs).toBeLessThanOrEqual(30_000)
  await slow(0)
  expect(await redis.exists(keys.slow(roomId))).toBe(0)
})

test('[R5] with the room ends its slow mode', async () => {
  const { slow, rooms, roomId, redis, keys } = await roomOfFour()
  await slow(30)
  for (const one of [mira, tom, una, op]) await rooms.leave(roomId, one)
  await redis.hset(keys.room(roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + 24 * 60 * 60 * 1_000)
  expect(await redis.exists(keys.room(roomId))).toBe(0)
})
