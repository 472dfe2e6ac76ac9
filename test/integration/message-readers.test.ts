// Who has read a message, asked and answered through two workers.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest } from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const on = (index: number) => ({ worker: workers[index] ?? '' })

test('[J9] who wrote a message sees who has read it since they came, unless they do not share that', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  using eve = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  const { epoch } = await ann.join(roomId)
  const early = await ann.send(roomId, 'before Bob came')
  await bob.join(roomId)
  const { seq } = await ann.send(roomId, 'hello')
  const ask = () => ann.ok('message:readers', { roomId, epoch, seq })
  const user = { userId: bob.account.userId, name: bob.account.name }
  expect(await ask()).toEqual({ readers: [] })

  await bob.ok('read:mark', { roomId, seq })
  expect(await ask()).toEqual({ readers: [user] })
  expect(await ann.ok('message:readers', { roomId, epoch, seq: early.seq })).toMatchObject({ readers: [] })
  expect(await eve.refused('message:readers', { roomId, epoch, seq })).toMatchObject({ code: 'not_a_member' })

  // On any of one's devices, for all of them.
  using phone = await connect(cluster.url, bob, on(0))
  expect(await phone.ok('reads:share', {})).toEqual({ on: true })
  expect(await phone.ok('reads:share', { on: false })).toEqual({ on: false })
  expect(await ask()).toEqual({ readers: [] })
  expect(await bob.ok('reads:share', {})).toEqual({ on: false })
  await bob.ok('reads:share', { on: true })
  expect(await ask()).toEqual({ readers: [user] })
})

test('[J9] who was let in has read nothing of what was written before', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const { roomId } = await ann.ok('room:create', { name: 'plans', private: true })
  const { epoch } = await ann.join(roomId)
  const { seq } = await ann.send(roomId, 'before')
  await ann.ok('room:invite', { roomId, userId: bob.account.userId })
  await bob.join(roomId)
  const after = await ann.send(roomId, 'after')
  await bob.ok('read:mark', { roomId, seq: after.seq })
  const readers = async (at: typeof seq) =>
    (await ann.ok('message:readers', { roomId, epoch, seq: at })).readers?.length
  expect([await readers(seq), await readers(after.seq)]).toEqual([0, 1])
})
