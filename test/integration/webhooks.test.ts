// Programs that post to a room, on whichever worker, and the people who hear them.

import {
  type ClientMessageId,
  PACKET_MAX_BYTES,
  parseUserId,
  type RoomId,
  TEXT_MAX_BYTES,
} from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, newKey, post, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2, env: { WEBHOOK_MESSAGES_PER_10S: '100000' } })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const on = (index: number) => ({ worker: workers[index] ?? '' })
const create = (
  client: WireClient,
  roomId: RoomId,
  name = 'CI',
  clientMessageId: ClientMessageId = newKey(),
) => client.ok('webhook:create', { roomId, clientMessageId, name })
const hears = (client: WireClient, roomId: RoomId) => client.heard.get(roomId) ?? []

/** Mira, who made the room, on one worker, Tom on the other, and a webhook. */
async function roomWithWebhook({ url } = cluster, tomOn = on(1)) {
  const mira = await guest(url)
  const tom = await guest(url, tomOn)
  const roomId = await mira.newRoom()
  await tom.join(roomId)
  const webhook = await create(mira, roomId)
  return {
    ...{ mira, tom, roomId, webhook },
    say: (body: unknown, headers: Record<string, string> = {}) => post(url, webhook.path, body, headers),
    [Symbol.dispose]: () => {
      for (const client of [mira, tom]) client.close()
    },
  }
}

test('[B1] a webhook is made, listed and removed by who moderates the room, and everybody in it is told', async () => {
  using room = await roomWithWebhook()
  const { mira, tom, roomId, webhook } = room
  const { webhookId } = webhook
  expect(webhook).toEqual({
    ...{ webhookId, name: 'CI' },
    path: expect.stringMatching(new RegExp(`^/api/hooks/${roomId}/${webhookId}/[\\w-]{32}$`)),
  })
  const remove = { roomId, clientMessageId: newKey(), webhookId }
  const asTom = [
    tom.refused('webhook:create', { roomId, clientMessageId: newKey(), name: 'Mine' }),
    tom.refused('webhook:list', { roomId }),
    tom.refused('webhook:remove', remove),
  ]
  expect((await Promise.all(asTom)).map(({ code }) => code)).toEqual(Array(3).fill('not_a_moderator'))
  const nameless = { roomId, clientMessageId: newKey(), name: ' \u200B ' }
  expect(await mira.refused('webhook:create', nameless)).toMatchObject({ code: 'bad_request' })

  await room.say({ text: 'hello' })
  const by = { userId: mira.account.userId, name: mira.account.name }
  const times = { createdAt: expect.any(Number), usedAt: expect.any(Number) }
  expect(await mira.ok('webhook:list', { roomId })).toEqual({
    webhooks: [{ webhookId, name: 'CI', by, ...times }],
  })
  const receipt = await mira.ok('webhook:remove', remove)
  expect(await mira.ok('webhook:remove', remove)).toEqual({ ...receipt, duplicate: true })
  expect(await mira.ok('webhook:list', { roomId })).toEqual({ webhooks: [] })
  const entry = { sender: by, webhook: { webhookId, name: 'CI' } }
  await eventually(() => expect(hears(tom, roomId).at(-1)).toMatchObject({ kind: 'webhook-removed' }))
  expect(hears(tom, roomId).filter(({ kind }) => kind.startsWith('webhook'))).toMatchObject([
    { ...entry, kind: 'webhook-added' },
    { ...entry, kind: 'webhook-removed' },
  ])
})

test('[B1] a webhook that is made again, on another worker, is the same one, and only its last address works', async () => {
  using room = await roomWithWebhook()
  const { mira, roomId } = room
  const key = newKey()
  const first = await create(mira, roomId, 'Cron', key)
  const second = await create(mira, roomId, 'Cron', key)
  expect(second.webhookId).toBe(first.webhookId)
  const statuses = [first, second].map(
    async ({ path }) => (await post(cluster.url, path, { text: 'x' })).status,
  )
  expect(await Promise.all(statuses)).toEqual([404, 200])
})

test('[B2] [B5] whoever knows the address posts, from anywhere and without a cookie, and all hear it as a message of a program', async () => {
  using room = await roomWithWebhook()
  const { mira, tom, roomId, webhook } = room
  const strange = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', cookie: 'hubbub=x' }
  const answer = await room.say({ text: `hello @${tom.account.name}` }, strange)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('set-cookie')).toBe(null)
  const receipt = await answer.json()
  // As programs made for other chats send it.
  const slack = {
    ...{ text: '*Build 7* is green', username: ' Deploys ', icon_emoji: ':ship:', channel: '#x' },
    ...{ attachments: [{ text: 'more' }], unfurl_links: false },
  }
  expect((await room.say(slack)).status).toBe(200)
  await room.say({ text: 'blank', username: '  ' })

  for (const client of [mira, tom]) {
    await eventually(() => expect(client.texts(roomId)).toHaveLength(3))
    const [first, second, third] = hears(client, roomId).slice(-3)
    const sender = { userId: webhook.webhookId, name: 'CI', app: 'CI' }
    expect(receipt).toEqual({
      ...{ ok: true, seq: first?.seq, mid: first?.mid, sentAt: first?.sentAt },
      ...{ epoch: expect.any(String), duplicate: false },
    })
    expect(first).toMatchObject({ kind: 'message', text: `hello @${tom.account.name}` })
    expect([first, second, third].map(entry => entry?.sender)).toEqual([
      sender,
      { ...sender, name: 'Deploys' },
      sender,
    ])
  }
})

test('[B5] nobody writes to a webhook, lets it in, or restricts it; its messages are answered, reacted to and pinned as any', async () => {
  using room = await roomWithWebhook()
  const { mira, tom, roomId, webhook } = room
  const { seq, mid } = await (await room.say({ text: 'hello' })).json()
  const userId = parseUserId(webhook.webhookId)
  const act = { roomId, clientMessageId: newKey() }
  const refused = [
    mira.refused('room:direct', { userId }),
    mira.refused('room:invite', { roomId, userId }),
    mira.refused('member:restrict', { ...act, userId, restriction: 'muted' }),
    mira.refused('member:restrict', { ...act, userId, restriction: 'banned' }),
  ]
  expect((await Promise.all(refused)).map(({ code }) => code)).toEqual(Array(4).fill('not_found'))
  const change = { ...act, seq, mid }
  for (const [who, text] of [[mira, 'mine'] as const, [tom, null] as const])
    expect(await who.refused('message:change', { ...change, text })).toMatchObject({ code: 'not_the_sender' })

  const message = { seq, mid }
  await tom.ok('message:send', { roomId, clientMessageId: newKey(), text: 'thanks', replyTo: message })
  await tom.ok('message:react', { roomId, clientMessageId: newKey(), ...message, emoji: '👍', on: true })
  await tom.ok('message:pin', { roomId, clientMessageId: newKey(), ...message, on: true })
  const joined = await mira.join(roomId)
  expect(joined.pins).toEqual([message])
  expect(joined.room.memberCount).toBe(2)
  await eventually(async () => expect((await mira.join(roomId)).presence.count).toBe(2))
})

test('[B3] a retry with the same key, in the body or as a header, is one message on any worker; another text is a conflict', async () => {
  using room = await roomWithWebhook()
  const { tom, roomId } = room
  const idempotencyKey = 'build 7: "grün" of 2026-11-28'
  const say = (text: string, fields = {}) => room.say({ text, idempotencyKey, ...fields })
  // Requests without a session go to the workers by turns.
  const answers = await Promise.all(Array.from({ length: 8 }, async () => (await say('green')).json()))
  const [first] = answers
  expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  expect(answers.map(({ duplicate: _, ...answer }) => answer)).toEqual(
    Array(8).fill({ ok: true, seq: first.seq, epoch: first.epoch, mid: first.mid, sentAt: first.sentAt }),
  )
  for (const wrong of [say('red'), say('green', { username: 'Other' })]) {
    const answer = await wrong
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ code: 'conflict', message: expect.stringContaining('key') })
  }
  const header = { 'Idempotency-Key': 'as-a-header' }
  await room.say({ text: 'header' }, header)
  expect(await (await room.say({ text: 'header', idempotencyKey: 'as-a-header' })).json()).toMatchObject({
    duplicate: true,
  })
  const both = await room.say({ text: 'header', idempotencyKey: 'other' }, header)
  expect([both.status, (await both.json()).code]).toEqual([400, 'bad_request'])
  for (const text of ['twice', 'twice']) await room.say({ text })
  await eventually(() => expect(tom.texts(roomId)).toEqual(['green', 'header', 'twice', 'twice']))
})

test('[B2] what is wrong is told in one clear line, with the right status, and writes nothing', async () => {
  using room = await roomWithWebhook()
  const { tom, roomId, webhook } = room
  const send = (path: string, body: string | null, type = 'application/json', method = 'POST') =>
    fetch(cluster.url + path, {
      method,
      ...(body === null ? {} : { headers: { 'content-type': type }, body }),
    })
  const { path } = webhook
  const json = (value: unknown) => JSON.stringify(value)
  const good = json({ text: 'hello' })
  const [, start = '', secret = ''] = /^(.*\/)([^/]+)$/.exec(path) ?? []
  const cases: readonly (readonly [number, string, Promise<Response>])[] = [
    [404, 'not_found', send(`${start}${'A'.repeat(32)}`, good)],
    [404, 'not_found', send(`${start}${secret.slice(0, -1)}`, good)],
    [404, 'not_found', send(`${start}${secret}x`, good)],
    [404, 'not_found', send(start, good)],
    [404, 'not_found', send(path.replace(webhook.webhookId, 'somebody-else'), good)],
    [404, 'not_found', send(path.replace(roomId, 'nowhere'), good)],
    [404, 'not_found', send(path.replace(roomId, 'no%7Droom'), good)],
    [404, 'not_found', send(`/api/hooks/__proto__/constructor/${secret}`, good)],
    [404, 'not_found', send(path, null, '', 'GET')],
    [415, 'unsupported_media_type', send(path, good, 'text/plain')],
    [415, 'unsupported_media_type', send(path, 'payload=%7B%7D', 'application/x-www-form-urlencoded')],
    [400, 'bad_request', send(path, null)],
    [400, 'bad_request', send(path, '')],
    [400, 'bad_request', send(path, '{"text":')],
    [400, 'bad_request', send(path, 'null')],
    [400, 'bad_request', send(path, '[]')],
    [400, 'bad_request', send(path, '"hello"')],
    [400, 'bad_request', send(path, '{"__proto__":{"polluted":true},"text":"hello"}')],
    [400, 'bad_request', send(path, json({ username: 'CI' }))],
    [400, 'bad_request', send(path, json({ text: 1 }))],
    [400, 'bad_request', send(path, json({ text: ' \u0000 ' }))],
    [400, 'bad_request', send(path, json({ text: 'hello', username: 'x'.repeat(33) }))],
    [400, 'bad_request', send(path, json({ text: 'hello', username: 'a\u202Eb' }))],
    [400, 'bad_request', send(path, json({ text: 'hello', idempotencyKey: '' }))],
    [400, 'bad_request', send(path, json({ text: 'hello', idempotencyKey: 'x'.repeat(201) }))],
    [413, 'too_long', send(path, json({ text: 'x'.repeat(TEXT_MAX_BYTES + 1) }))],
    [413, 'too_long', send(path, json({ text: 'x'.repeat(PACKET_MAX_BYTES) }))],
  ]
  for (const [index, [status, code, asked]] of cases.entries()) {
    const answer = await asked
    const failure = await answer.json()
    expect([index, answer.status, failure]).toEqual([
      index,
      status,
      { ok: false, code, message: expect.stringMatching(/^[A-Z].{5,250}\.$/), retryable: false },
    ])
    expect(answer.headers.get('set-cookie')).toBe(null)
  }
  await room.say({ text: 'x'.repeat(TEXT_MAX_BYTES) })
  await eventually(() => expect(tom.texts(roomId)).toHaveLength(1))
  expect(cluster.log().filter(({ msg }) => /bug/.test(msg))).toEqual([])
})

test('[B4] a webhook that has been removed writes nothing more, though many of its messages are on their way', async () => {
  using room = await roomWithWebhook()
  const { mira, tom, roomId, webhook } = room
  const { webhookId } = webhook
  let accepted = 0
  // Several programs that go on until they are told to stop.
  const posting = Array.from({ length: 6 }, async (_, index) => {
    for (;;) {
      const { status } = await room.say({ text: `${index}` })
      if (status !== 200) return status
      accepted += 1
    }
  })
  await eventually(() => expect(tom.texts(roomId).length).toBeGreaterThan(12))
  await mira.ok('webhook:remove', { roomId, clientMessageId: newKey(), webhookId })
  expect((await room.say({ text: 'too late' })).status).toBe(404)
  expect(await Promise.all(posting)).toEqual(Array(6).fill(404))
  await mira.send(roomId, 'the last word')
  await eventually(() => expect(tom.texts(roomId)).toContain('the last word'))
  const kinds = hears(tom, roomId).map(({ kind }) => kind)
  expect(kinds.slice(kinds.indexOf('webhook-removed'))).toEqual(['webhook-removed', 'message'])
  expect(tom.texts(roomId)).toHaveLength(accepted + 1)
})

test('[B2] a webhook that posts too fast is told when to go on, counted over all workers, and no other one is', async () => {
  await using strict = await startCluster({ workers: 2, env: { WEBHOOK_MESSAGES_PER_10S: '3' } })
  using room = await roomWithWebhook(strict, { worker: strict.workers()[0]?.id ?? '' })
  const { mira, roomId, webhook } = room
  const wrong = `${webhook.path.slice(0, -4)}AAAA`
  for (let count = 0; count < 5; count += 1)
    expect((await post(strict.url, wrong, { text: 'x' })).status).toBe(404)
  const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => room.say({ text: `${index}` })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(await refused?.json()).toMatchObject({ code: 'rate_limited', retryable: true })
  expect((await post(strict.url, (await create(mira, roomId)).path, { text: 'other' })).status).toBe(200)
})

test('[B2] [E4] while Redis is away a program is told to come again, and with its key nothing is lost or said twice', async () => {
  await using own = await startCluster({ workers: 1 })
  using room = await roomWithWebhook(own, { worker: own.workers()[0]?.id ?? '' })
  const body = { text: 'through the storm', idempotencyKey: 'storm' }
  await own.redis.kill9()
  const answer = await room.say(body)
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(await answer.json()).toMatchObject({ ok: false, code: 'unavailable', retryable: true })
  await own.redis.start()
  await eventually(async () => expect((await room.say(body)).status).toBe(200), { withinMs: 10_000 })
  expect(await (await room.say(body)).json()).toMatchObject({ duplicate: true })
})
