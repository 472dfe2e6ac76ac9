// Messages through one worker: what the server promises for a send, a join and a read.

import { LOBBY, type Position, type RoomId, TEXT_MAX_BYTES } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, newKey, someName, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 1 })
})
afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
})

async function roomOf(client: WireClient): Promise<RoomId> {
  return (await client.ok('room:create', { name: someName('room') })).roomId
}

function positionAt(page: { epoch: Position['epoch']; entries: readonly { seq: Position['seq']; mid: Position['mid'] }[] }, index: number): Position {
  const entry = page.entries.at(index)
  if (entry?.mid === undefined) throw new Error('there is no such entry')
  return { epoch: page.epoch, seq: entry.seq, mid: entry.mid }
}

test('[M1] an acknowledged message is in the log, with the seq and mid of its ack', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomOf(ann)
  const receipt = await ann.send(roomId, 'hello')
  const [stored] = await cluster.redis.redis.xrevrange(`hubbub:{r:${roomId}}:log`, '+', '-', 'COUNT', 1)
  expect(stored?.[0]).toBe(`${receipt.seq}-0`)
  expect(JSON.parse(stored?.[1][3] ?? '')).toMatchObject({ seq: receipt.seq, mid: receipt.mid, text: 'hello' })
})

test('[M3] a message sent again with its key keeps its first seq; another text under that key is a conflict', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomOf(ann)
  const clientMessageId = newKey()
  const first = await ann.ok('message:send', { roomId, clientMessageId, text: 'once' })
  const again = await ann.ok('message:send', { roomId, clientMessageId, text: 'once' })
  expect(again).toEqual({ ...first, duplicate: true })
  expect(await ann.refused('message:send', { roomId, clientMessageId, text: 'twice' })).toMatchObject({ code: 'conflict', retryable: false })

  const other = await roomOf(ann)
  expect((await ann.ok('message:send', { roomId: other, clientMessageId, text: 'twice' })).duplicate).toBe(false)
})

test('[M6] messages written one after another without waiting stand in that order', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomOf(ann)
  const texts = Array.from({ length: 300 }, (_, index) => `n${index}`)
  const receipts = await Promise.all(texts.map(text => ann.send(roomId, text)))
  expect(receipts.map(({ seq }) => seq)).toEqual(receipts.map((_, index) => (receipts[0]?.seq ?? 0) + index))
  await eventually(() => expect(ann.texts(roomId)).toEqual([]))
  await ann.join(roomId)
  const page = await ann.ok('room:history', { roomId, epoch: receipts[0]!.epoch, after: 1 as never, limit: 200 })
  expect(page.entries.flatMap(entry => (entry.kind === 'message' ? [entry.text] : []))).toEqual(texts.slice(0, 200))
})
