// Webhooks of a room: who may add and remove them, and what the log takes of them.

import {
  EMPTY_ROOM_TTL_SECONDS,
  type Entry,
  parseClientMessageId,
  parseRoomId,
  parseUserId,
  type User,
  WEBHOOKS_MAX,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import type { WebhookAddress } from '../../apps/server/src/chat/ports.js'
import { parseBatch } from '../../apps/server/src/redis/log-replies.js'
import { eventually } from '../support/eventually.js'
import { codeOf, connectStores, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')

/** A room that Mira made, in which is Tom, and what is done there. */
async function roomOfTwo() {
  const stores = await connectStores()
  const { log, rooms, webhooks } = stores
  const { roomId } = await rooms.create('room', 'room', mira)
  for (const one of [mira, tom]) await rooms.join(roomId, one)
  let keys = 0
  const newKey = () => `hook-${++keys}-00000`
  const by = (moderator: User, moderatesAll = false) => ({ user: moderator, moderatesAll })
  return {
    ...stores,
    roomId,
    by,
    add: (name: string, { as = by(mira), key = newKey(), inRoom = roomId } = {}) =>
      webhooks.add({ roomId: inRoom, by: as, clientMessageId: parseClientMessageId(key), name }),
    remove: (
      { webhookId }: Pick<WebhookAddress, 'webhookId'>,
      { as = by(mira), key = newKey(), inRoom = roomId } = {},
    ) => webhooks.remove({ roomId: inRoom, by: as, clientMessageId: parseClientMessageId(key), webhookId }),
    post: ({ webhookId }: WebhookAddress, text: string, { key = newKey(), name = 'CI' } = {}) =>
      log.append({
        roomId,
        sender: { userId: parseUserId(webhookId), name, app: 'CI' },
        clientMessageId: parseClientMessageId(key),
        text,
      }),
    list: () => webhooks.list(roomId, by(mira)),
    entries: async () => (await log.resume({ user: mira, moderatesAll: false }, { roomId })).entries,
  }
}

test('[B1] who moderates a room adds, lists and removes webhooks, each with an entry that all are told of; nobody else does', async () => {
  const { add, remove, list, by, rooms, roomId, webhooks, connections, keys, log, entries } =
    await roomOfTwo()
  const heard: Entry[] = []
  await connections.channels.subscribe(keys.feed(roomId), {
    message: batch => void heard.push(...parseBatch(batch).entries),
    resumed: () => undefined,
  })
  const ci = await add('CI')
  const { webhookId } = ci
  const as = by(tom)
  const refused = [add('Mine', { as }), remove(ci, { as }), webhooks.list(roomId, as)]
  expect(await Promise.all(refused.map(codeOf))).toEqual(Array(3).fill('not_a_moderator'))
  const stranger = by(user('eve'), true)
  const refusedToo = [add('Mine', { as: stranger }), remove(ci, { as: stranger })]
  expect(await Promise.all([...refusedToo, webhooks.list(roomId, stranger)].map(codeOf))).toEqual(
    Array(3).fill('not_a_member'),
  )
  expect((await log.head(roomId)).seq).toBe(3)
  expect(await list()).toEqual([
    { webhookId, name: 'CI', by: mira, createdAt: expect.any(Number), usedAt: null },
  ])

  await rooms.join(roomId, stranger.user)
  const cron = await add('Cron', { as: stranger })
  expect((await list()).map(({ name }) => name)).toEqual(['CI', 'Cron'])
  await remove(ci)
  expect((await list()).map(({ name, by }) => [name, by])).toEqual([['Cron', stranger.user]])
  const added = { kind: 'webhook-added', sender: mira, webhook: { webhookId, name: 'CI' } }
  await eventually(() => expect(heard).toHaveLength(4))
  expect(heard).toMatchObject([
    added,
    { kind: 'member-joined' },
    { kind: 'webhook-added', sender: stranger.user, webhook: { webhookId: cron.webhookId, name: 'Cron' } },
    { ...added, kind: 'webhook-removed' },
  ])
  expect((await entries()).slice(-4)).toEqual(heard)
})

test('[B1] a conversation of two has no webhooks', async () => {
  const { add, rooms, by, log } = await roomOfTwo()
  const inRoom = parseRoomId('of-two')
  await rooms.openDirect(inRoom, mira, tom)
  for (const as of [by(mira), by(mira, true)])
    expect(await codeOf(add('CI', { inRoom, as }))).toBe('not_a_moderator')
  expect((await log.head(inRoom)).seq).toBe(0)
})

test('[B1] a room has ten webhooks at most, also when many are made at once', async () => {
  const { add, remove, list } = await roomOfTwo()
  const made = await Promise.allSettled(Array.from({ length: WEBHOOKS_MAX + 5 }, (_, n) => add(`hook ${n}`)))
  expect(made.filter(({ status }) => status === 'rejected')).toHaveLength(5)
  expect(await codeOf(add('one more'))).toBe('too_many_webhooks')
  const [first] = await list()
  expect(await list()).toHaveLength(WEBHOOKS_MAX)
  if (first) await remove(first)
  await add('one more')
})

test('[B1] a webhook that is made again under the same key is the same one, under another secret', async () => {
  const { add, remove, list, webhooks, log, roomId } = await roomOfTwo()
  const key = 'the-same-key'
  const first = await add('CI', { key })
  const second = await add('CI', { key })
  expect(second).toMatchObject({ webhookId: first.webhookId })
  expect([await webhooks.find(first), await webhooks.find(second)]).toEqual([
    null,
    { webhookId: first.webhookId, name: 'CI' },
  ])
  expect(await codeOf(add('Cron', { key }))).toBe('conflict')
  expect(await codeOf(remove(second, { key }))).toBe('conflict')
  expect(await list()).toHaveLength(1)
  expect((await log.head(roomId)).seq).toBe(3)

  const removal = await remove(second, { key: 'its-removal' })
  expect(await remove(second, { key: 'its-removal' })).toEqual({ ...removal, duplicate: true })
  expect(await codeOf(remove(second))).toBe('not_found')
  expect(await codeOf(add('CI', { key }))).toBe('not_found')
  expect(await list()).toEqual([])
})

test('[B1] a secret has 192 random bits, and nothing in Redis holds it', async () => {
  const { add, webhooks, redis, prefix, roomId, keys } = await roomOfTwo()
  const [ci, cron] = [await add('CI'), await add('Cron')]
  expect(Buffer.from(ci.secret, 'base64url')).toHaveLength(24)
  expect(ci.secret).not.toBe(cron.secret)
  const wrong = [
    { ...ci, secret: cron.secret },
    { ...ci, secret: '' },
    { ...ci, secret: `${ci.secret}x` },
    { ...ci, webhookId: cron.webhookId },
    { ...ci, roomId: parseRoomId('other') },
  ]
  expect(await Promise.all(wrong.map(webhooks.find))).toEqual(wrong.map(() => null))

  const kept = [
    ...(await redis.keys(`${prefix}*`)),
    ...Object.entries(await redis.hgetall(keys.webhooks(roomId))).flat(),
    ...(await redis.xrange(keys.log(roomId), '-', '+')).flat(2),
  ]
  expect(kept.length).toBeGreaterThan(10)
  expect(kept.filter(text => text.includes(ci.secret))).toEqual([])
})

test('[B2] [B5] what a webhook posts stands in the log under its id and mark, in turn with what people write', async () => {
  const { add, post, list, log, roomId, entries } = await roomOfTwo()
  const ci = await add('CI')
  const say = (text: string) =>
    log.append({ roomId, sender: tom, text, clientMessageId: parseClientMessageId(`tom-${text}`) })
  // The first is on its way alone; the others wait for it and go together.
  const receipts = await Promise.all([say('one-000'), post(ci, 'two'), say('three-0'), post(ci, 'four')])
  expect(receipts.map(({ seq }) => seq)).toEqual([4, 5, 6, 7])
  const posted = { kind: 'message', sender: { userId: ci.webhookId, name: 'CI', app: 'CI' } }
  const said = { kind: 'message', sender: tom }
  const found = (await entries()).slice(-4)
  expect(found).toMatchObject([said, { ...posted, text: 'two' }, said, { ...posted, text: 'four' }])
  expect((await list())[0]?.usedAt).toBe(found.at(-1)?.sentAt)
})

test('[B3] the same key gives the same seq, and is a conflict with another text or name', async () => {
  const { add, post, log, roomId } = await roomOfTwo()
  const ci = await add('CI')
  const key = 'build-7-0'
  const first = await post(ci, 'green', { key })
  expect(await post(ci, 'green', { key })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(post(ci, 'red', { key }))).toBe('conflict')
  expect(await codeOf(post(ci, 'green', { key, name: 'Other' }))).toBe('conflict')
  // Of another webhook, or of a person, it is another key.
  expect(await post(await add('Cron'), 'green', { key })).toMatchObject({ duplicate: false })
  const clientMessageId = parseClientMessageId(key)
  expect(await log.append({ roomId, sender: tom, clientMessageId, text: 'green' })).toMatchObject({
    duplicate: false,
  })
})

test('[B4] once a webhook is removed nothing of it is written, and of a group that goes together only its messages are refused', async () => {
  const { add, post, remove, log, roomId, entries } = await roomOfTwo()
  const ci = await add('CI')
  const cron = await add('Cron')
  const posting = Array.from({ length: 60 }, async (_, index) => {
    if (index === 30) await remove(ci)
    else await codeOf(post(index % 2 === 0 ? ci : cron, `${index}`))
  })
  await Promise.all(posting)
  expect(await codeOf(post(ci, 'too late'))).toBe('not_a_member')
  await post(cron, 'still there')
  const all = await entries()
  const removedAt = all.find(({ kind }) => kind === 'webhook-removed')?.seq ?? 0
  const after = all.filter(({ seq, kind }) => kind === 'message' && seq > removedAt)
  expect(new Set(after.map(({ sender }) => sender.userId))).toEqual(new Set([cron.webhookId]))
  expect((await log.head(roomId)).seq).toBe(all.at(-1)?.seq)
})

test('[B4] what was posted before is not answered any more either, and the id of a webhook makes nobody a member', async () => {
  const { add, post, remove, rooms, log, roomId } = await roomOfTwo()
  const ci = await add('CI')
  await post(ci, 'before', { key: 'some-key-0' })
  const userId = parseUserId(ci.webhookId)
  expect(await rooms.isMember(roomId, userId)).toBe(false)
  expect(await codeOf(log.resume({ user: { userId, name: 'CI' }, moderatesAll: false }, { roomId }))).toBe(
    'not_a_member',
  )
  expect(await codeOf(rooms.lookIn(roomId, userId))).toBe('not_a_member')
  await remove(ci)
  expect(await codeOf(post(ci, 'before', { key: 'some-key-0' }))).toBe('not_a_member')
})

test('[J6] with a room its webhooks end, and what they post makes no log', async () => {
  const { add, post, rooms, roomId, redis, keys, prefix, webhooks } = await roomOfTwo()
  const ci = await add('CI')
  for (const one of [mira, tom]) await rooms.leave(roomId, one)
  await redis.hset(keys.room(roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + EMPTY_ROOM_TTL_SECONDS * 1_000)
  expect(await webhooks.find(ci)).toBe(null)
  expect(await codeOf(post(ci, 'hello'))).toBe('not_a_member')
  const left = await redis.keys(`${prefix}{r:${roomId}}:*`)
  expect(left.filter(key => !key.includes(':receipt:'))).toEqual([])
})
