// Pins and topics over the wire, between two workers.

import { type MessagePlace, parseSeq, type RoomId, TOPIC_MAX_LENGTH } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, newKey, positionAt, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const on = (index: number) => ({ worker: workers[index] ?? '' })
const pinOf = (roomId: RoomId, { seq, mid }: MessagePlace, isOn = true) => ({
  ...{ roomId, clientMessageId: newKey() },
  ...{ seq, mid, on: isOn },
})
const topicOf = (roomId: RoomId, topic: string) => ({ roomId, clientMessageId: newKey(), topic })
const kindsHeard = (client: WireClient, roomId: RoomId) =>
  (client.heard.get(roomId) ?? []).map(({ kind }) => kind)

test('[C5] what one pins, the other is told on another worker, live and when joining or resuming', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  const first = await bob.join(roomId)
  expect(first.pins).toEqual([])
  const { seq, mid } = await ann.send(roomId, 'the rules')
  const receipt = await bob.ok('message:pin', pinOf(roomId, { seq, mid }))
  await eventually(() => expect(kindsHeard(ann, roomId)).toContain('message-pinned'))

  const answers = [await ann.join(roomId), await bob.join(roomId, positionAt(first, -1))]
  for (const { pins, headSeq } of answers)
    expect({ pins, headSeq }).toEqual({ pins: [{ seq, mid }], headSeq: receipt.seq })
  // Any other member takes it away.
  await ann.ok('message:pin', pinOf(roomId, { seq, mid }, false))
  expect((await bob.join(roomId)).pins).toEqual([])
})

test('[C5] [C2] one key is one pin on any worker, and what is not there is not pinned', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  await bob.join(roomId)
  const message = await ann.send(roomId, 'hello')
  const command = pinOf(roomId, message)
  const receipt = await ann.ok('message:pin', command)
  expect(await ann.ok('message:pin', command)).toEqual({ ...receipt, duplicate: true })
  expect(await ann.refused('message:pin', { ...command, on: false })).toMatchObject({ code: 'conflict' })
  const nowhere = pinOf(roomId, { ...message, seq: parseSeq(999) })
  expect(await bob.refused('message:pin', nowhere)).toMatchObject({ code: 'not_found', retryable: false })
})

test('[C6] a topic is told live, with every list and join, and is refused when it is no line', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  expect((await bob.join(roomId)).room.topic).toBe('')
  await ann.ok('room:set-topic', topicOf(roomId, '  Tea and cake '))
  const isTopic = { kind: 'topic-changed', topic: 'Tea and cake', sender: { name: ann.account.name } }
  await eventually(() => expect(bob.heard.get(roomId)?.at(-1)).toMatchObject(isTopic))
  expect((await bob.join(roomId)).room.topic).toBe('Tea and cake')
  const { mine } = await bob.ok('rooms:list', {})
  expect(mine.find(room => room.roomId === roomId)).toMatchObject({ topic: 'Tea and cake' })

  for (const topic of ['two\nlines', 'x'.repeat(TOPIC_MAX_LENGTH + 1), 'e\u0301'.repeat(TOPIC_MAX_LENGTH)])
    expect(await bob.refused('room:set-topic', topicOf(roomId, topic))).toMatchObject({ code: 'bad_request' })
  expect((await ann.join(roomId)).room.topic).toBe('Tea and cake')
})

test('[E3] pins and topics count with what their sender writes', async () => {
  await using strict = await startCluster({ workers: 1, env: { MESSAGES_PER_10S: '2' } })
  using ann = await guest(strict.url)
  const roomId = await ann.newRoom()
  const message = await ann.send(roomId, 'hello')
  await ann.ok('room:set-topic', topicOf(roomId, 'Tea'))
  expect(await ann.refused('message:pin', pinOf(roomId, message))).toMatchObject({ code: 'rate_limited' })
  expect(await ann.refused('room:set-topic', topicOf(roomId, 'Cake'))).toMatchObject({ code: 'rate_limited' })
  expect(await ann.join(roomId)).toMatchObject({ room: { topic: 'Tea' }, pins: [] })
})
