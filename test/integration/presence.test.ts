// Who is present and who types, told through two workers.

import { PRESENCE_LIST_MAX, parseRoomId, type RoomId, type UserId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const worker = (index: number) => workers[index] ?? ''
const changesOf = (client: WireClient, roomId: RoomId) =>
  client.presence.filter(change => change.roomId === roomId)

/** Whom a client takes for present after all it was told. */
function presentFor(client: WireClient, roomId: RoomId, first: readonly UserId[]): UserId[] {
  const present = new Set(first)
  for (const { delta } of changesOf(client, roomId)) {
    for (const { userId } of delta?.joined ?? []) present.add(userId)
    for (const userId of delta?.left ?? []) present.delete(userId)
  }
  return [...present].sort()
}

test('[P2] a user with three connections on two workers counts once, and leaves with the last of them', async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  const roomId = await ann.newRoom()
  using bob = await guest(cluster.url, { worker: worker(0) })
  using second = await connect(cluster.url, bob, { worker: worker(0) })
  using third = await connect(cluster.url, bob, { worker: worker(1) })
  for (const connection of [bob, second, third]) {
    expect((await connection.join(roomId)).presence.count).toBe(2)
  }
  const both = [ann.account.userId, bob.account.userId].sort()
  await eventually(() => {
    expect(presentFor(ann, roomId, [ann.account.userId])).toEqual(both)
    expect(changesOf(ann, roomId).at(-1)?.count).toBe(2)
  })

  bob.close()
  third.close()
  using eve = await guest(cluster.url, { worker: worker(1) })
  await eve.join(roomId)
  await eventually(() => expect(presentFor(ann, roomId, both)).toEqual([...both, eve.account.userId].sort()))
  second.close()
  const left = [ann.account.userId, eve.account.userId].sort()
  await eventually(() => {
    expect(presentFor(ann, roomId, both)).toEqual(left)
    expect(presentFor(eve, roomId, [...both, eve.account.userId])).toEqual(left)
  })
  expect(changesOf(ann, roomId).at(-1)?.count).toBe(2)
})

test('[P2] what changes within a second is told at once', async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  const roomId = await ann.newRoom()
  const crowd = await Promise.all(Array.from({ length: 40 }, () => guest(cluster.url)))
  const startedAt = performance.now()
  await Promise.all(crowd.map(client => client.join(roomId)))
  await eventually(() => expect(changesOf(ann, roomId).at(-1)?.count).toBe(41))
  const seconds = (performance.now() - startedAt) / 1_000
  expect(changesOf(ann, roomId).length).toBeLessThanOrEqual(Math.ceil(seconds) + 1)
  for (const client of crowd) client.close()
})

test('[P2] in a room with more than 200 users present only counts are told, and lists again when it empties', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const crowd: WireClient[] = []
  while (crowd.length < PRESENCE_LIST_MAX + 20) {
    const more = await Promise.all(Array.from({ length: 20 }, () => guest(cluster.url)))
    await Promise.all(more.map(client => client.join(roomId)))
    crowd.push(...more)
  }
  const count = crowd.length + 1
  await eventually(() => expect(changesOf(ann, roomId).at(-1)).toEqual({ roomId, count, delta: null }))
  const { presence } = await ann.join(roomId)
  expect(presence).toMatchObject({ count, users: { length: PRESENCE_LIST_MAX } })

  for (const client of crowd.splice(0, 40)) client.close()
  const rest = [ann, ...crowd].map(({ account }) => account.userId).sort()
  await eventually(() => expect(changesOf(ann, roomId).at(-1)?.count).toBe(rest.length), { withinMs: 10_000 })
  expect(presentFor(ann, roomId, [])).toEqual(rest)
  for (const client of crowd) client.close()
})

test('[P3] typing reaches the other members present, on any worker, and nobody else', async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  using bob = await guest(cluster.url, { worker: worker(0) })
  using eve = await guest(cluster.url, { worker: worker(1) })
  using stranger = await guest(cluster.url, { worker: worker(1) })
  const roomId = await ann.newRoom()
  await bob.join(roomId)
  await eve.join(roomId)
  const user = { userId: ann.account.userId, name: ann.account.name }
  for (const typing of [true, false]) {
    await ann.ok('typing:set', { roomId, typing })
    await eventually(() => {
      for (const { typing: heard } of [bob, eve]) expect(heard.at(-1)).toEqual({ roomId, user, typing })
    })
  }
  await stranger.ok('typing:set', { roomId, typing: true })
  await stranger.ok('typing:set', { roomId: parseRoomId('nowhere'), typing: true })
  await eve.ok('typing:set', { roomId, typing: true })
  await eventually(() => expect(bob.typing).toHaveLength(3))
  expect(bob.typing.at(-1)?.user.userId).toBe(eve.account.userId)
  expect(ann.typing).toHaveLength(1)
  expect(stranger.typing).toEqual([])
})

test('[P1] the users of a killed worker leave within 2 s for those on another node too', async () => {
  await using other = await startCluster({ redis: cluster.redis, node: 'node-b', workers: 1 })
  using ann = await guest(other.url)
  const roomId = await ann.newRoom()
  using bob = await guest(cluster.url, { worker: worker(0) })
  await bob.join(roomId)
  await eventually(() => expect(changesOf(ann, roomId).at(-1)?.count).toBe(2))
  process.kill(cluster.workerPid(worker(0)), 'SIGKILL')
  await eventually(() => expect(changesOf(ann, roomId).at(-1)?.count).toBe(1), { withinMs: 2_000 })
})
