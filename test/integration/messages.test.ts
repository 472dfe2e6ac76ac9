// Messages through one worker: what the server promises for a send.

import {
  LOBBY,
  PACKET_MAX_BYTES,
  parseRoomId,
  parseSeq,
  RECEIPT_TTL_SECONDS,
  TEXT_MAX_BYTES,
} from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, newKey, textsOf } from '../support/wire-client.js'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 1 })
})
afterAll(() => cluster[Symbol.asyncDispose]())

test('[M1] an acknowledged message is in the log, with the seq and mid of its ack', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const receipt = await ann.send(roomId, 'hello')
  const [stored] = await cluster.redis.redis.xrevrange(`hubbub:{r:${roomId}}:log`, '+', '-', 'COUNT', 1)
  expect(stored?.[0]).toBe(`${receipt.seq}-0`)
  expect(JSON.parse(stored?.[1][3] ?? '')).toMatchObject({
    seq: receipt.seq,
    mid: receipt.mid,
    sentAt: receipt.sentAt,
    text: 'hello',
  })
})

test('[M3] a message sent again with its key keeps its first seq; another text under that key is a conflict', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const clientMessageId = newKey()
  const first = await ann.ok('message:send', { roomId, clientMessageId, text: 'once' })
  const again = await ann.ok('message:send', { roomId, clientMessageId, text: 'once' })
  expect(again).toEqual({ ...first, duplicate: true })
  expect(await ann.refused('message:send', { roomId, clientMessageId, text: 'twice' })).toMatchObject({
    code: 'conflict',
    retryable: false,
  })
  await eventually(() => expect(ann.texts(roomId)).toEqual(['once']))

  const other = await ann.newRoom()
  expect((await ann.ok('message:send', { roomId: other, clientMessageId, text: 'twice' })).duplicate).toBe(
    false,
  )
  using bob = await guest(cluster.url)
  await bob.join(roomId)
  expect((await bob.ok('message:send', { roomId, clientMessageId, text: 'twice' })).duplicate).toBe(false)
})

test('[M3] the same message sent many times at once is written once', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const clientMessageId = newKey()
  const receipts = await Promise.all(
    Array.from({ length: 20 }, () => ann.send(roomId, 'once', clientMessageId)),
  )
  expect(new Set(receipts.map(({ seq }) => seq)).size).toBe(1)
  expect(receipts.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  const [ttl] = await Promise.all([
    cluster.redis.redis.ttl(`hubbub:{r:${roomId}}:receipt:${ann.account.userId}:${clientMessageId}`),
    eventually(() => expect(ann.texts(roomId)).toEqual(['once'])),
  ])
  expect(ttl).toBeGreaterThan(RECEIPT_TTL_SECONDS - 60)
})

test('[M6] messages written one after another without waiting stand in that order', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const texts = Array.from({ length: 300 }, (_, index) => `n${index}`)
  const receipts = await Promise.all(texts.map(text => ann.send(roomId, text)))
  const first = receipts[0]
  expect(receipts.map(({ seq }) => seq)).toEqual(receipts.map((_, index) => Number(first?.seq) + index))
  await eventually(() => expect(ann.texts(roomId)).toEqual(texts))
  const { epoch } = await ann.join(roomId)
  const page = await ann.ok('room:history', { roomId, epoch, after: parseSeq(1), limit: 200 })
  expect(textsOf(page.entries)).toEqual(texts.slice(0, 200))
})

test('a text is stored whole up to its limit in bytes, whatever it is made of', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const family = '👨‍👩‍👧‍👦'
  const fitting = [
    'a'.repeat(TEXT_MAX_BYTES),
    'é'.repeat(TEXT_MAX_BYTES / 2),
    family.repeat(320),
    '\u202e tab\tand\r\n',
  ]
  for (const text of fitting) await ann.send(roomId, text)
  await eventually(() => expect(ann.texts(roomId)).toEqual(fitting))
})

test('control characters, which no reader sees, are left out of a text; one of nothing else is refused', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  await ann.send(roomId, 'bell\u0007, escape\u001b, nothing\u0000')
  await eventually(() => expect(ann.texts(roomId)).toEqual(['bell, escape, nothing']))
  const clientMessageId = newKey()
  expect(await ann.refused('message:send', { roomId, clientMessageId, text: '\u0000\u0007' })).toMatchObject({
    code: 'bad_request',
  })
})

test('[E2] a text above its limit in bytes is refused as too long', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const { headSeq } = await ann.join(roomId)
  for (const text of [
    'a'.repeat(TEXT_MAX_BYTES + 1),
    'é'.repeat(TEXT_MAX_BYTES / 2 + 1),
    '👨‍👩‍👧‍👦'.repeat(1_000),
  ]) {
    const refusal = await ann.refused('message:send', { roomId, clientMessageId: newKey(), text })
    expect(refusal).toMatchObject({ code: 'too_long', retryable: false })
  }
  expect((await ann.join(roomId)).headSeq).toBe(headSeq)
})

test('[E2] a packet above the limit ends only the connection that sent it', async () => {
  using ann = await guest(cluster.url)
  using bob = await guest(cluster.url)
  const roomId = await ann.newRoom()
  await bob.join(roomId)
  const [pid] = cluster.workers().map(worker => worker.pid)
  const text = 'a'.repeat(PACKET_MAX_BYTES)
  ann.socket.emit('message:send', { roomId, clientMessageId: newKey(), text }, () => undefined)
  expect(await ann.ended).toMatch(/transport/)
  await bob.send(roomId, 'still here')
  expect(cluster.workers().map(worker => worker.pid)).toEqual([pid])
})

test('[E2] a text of nothing but white space is refused', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  for (const text of ['', ' ', '\t\n\r', '\u00a0\u3000\u2028']) {
    expect(await ann.refused('message:send', { roomId, clientMessageId: newKey(), text })).toMatchObject({
      code: 'bad_request',
    })
  }
})

test('a lone surrogate becomes the replacement character, the same for the sender and every reader', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const key = newKey()
  const first = await ann.send(roomId, 'a\ud800b\udc00', key)
  await eventually(() => expect(ann.texts(roomId)).toEqual(['a\ufffdb\ufffd']))
  expect((await ann.send(roomId, 'a\ud800b\udc00', key)).seq).toBe(first.seq)
})

test('[M8] who is no member of a room can neither send to it, read it, mark it nor hear it, and cannot tell it from none', async () => {
  using ann = await guest(cluster.url)
  using eve = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const { epoch, headSeq } = await ann.join(roomId)
  const missing = parseRoomId('there-is-no-such-room')

  const refusalsFor = (id: typeof roomId) =>
    Promise.all([
      eve.refused('message:send', { roomId: id, clientMessageId: newKey(), text: 'let me in' }),
      eve.refused('room:history', { roomId: id, epoch, after: parseSeq(0), limit: 10 }),
      eve.refused('room:history', { roomId: id, epoch, before: parseSeq(9), limit: 10 }),
      eve.refused('read:mark', { roomId: id, seq: parseSeq(1) }),
    ])
  const refusals = await refusalsFor(roomId)
  expect(refusals.map(({ code }) => code)).toEqual(Array.from(refusals, () => 'not_a_member'))
  expect(await refusalsFor(missing)).toEqual(refusals)
  expect(await eve.ok('typing:set', { roomId, typing: true })).toEqual(
    await eve.ok('typing:set', { roomId: missing, typing: true }),
  )
  expect(await eve.ok('room:leave', { roomId })).toEqual(await eve.ok('room:leave', { roomId: missing }))
  expect(await eve.refused('room:join', { roomId: missing })).toMatchObject({ code: 'not_a_member' })

  await ann.send(roomId, 'only for members')
  expect((await ann.join(roomId)).headSeq).toBe(headSeq + 1)
  await eve.join(LOBBY)
  await eve.send(LOBBY, 'I hear this')
  await eventually(() => expect(eve.texts(LOBBY)).toContain('I hear this'))
  expect(eve.heard.has(roomId)).toBe(false)
  expect(ann.typing).toEqual([])
  expect(await cluster.redis.redis.keys(`hubbub:{r:${missing}}:*`)).toEqual([])
})

test('[M8] who has left a room hears nothing more of it and can send nothing more, until they join again', async () => {
  using ann = await guest(cluster.url)
  using bob = await guest(cluster.url)
  const roomId = await ann.newRoom()
  await bob.join(roomId)
  await bob.ok('room:leave', { roomId })
  await ann.send(roomId, 'is he gone?')
  expect(await bob.refused('message:send', { roomId, clientMessageId: newKey(), text: 'no' })).toMatchObject({
    code: 'not_a_member',
  })
  expect(textsOf((await bob.join(roomId)).entries)).toEqual(['is he gone?'])
  await ann.send(roomId, 'welcome back')
  await eventually(() => expect(bob.texts(roomId)).toEqual(['welcome back']))
})

test('[E3] wrong commands count as well: a flood of them is refused as too fast, and right ones with it', async () => {
  await using strict = await startCluster({ workers: 1, env: { MESSAGES_PER_10S: '1' } })
  using ann = await guest(strict.url)
  using bob = await guest(strict.url)
  const answers = await Promise.all(Array.from({ length: 1_400 }, () => ann.raw('no:such', {})))
  const codes = new Set(answers.map(answer => (answer.ok ? 'ok' : answer.code)))
  expect(codes).toEqual(new Set(['bad_request', 'rate_limited']))
  expect(await ann.refused('rooms:list', {})).toMatchObject({ code: 'rate_limited', retryable: true })
  expect((await bob.ok('rooms:list', {})).mine).toHaveLength(1)
})
