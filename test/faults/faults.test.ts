// Faults that people should not notice, or notice only for as long as the protocol says.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOBBY, parseSeq, type RoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { startTcpProxy } from '../chaos/tcp-proxy.js'
import { chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { parsePrometheusText, sumOf } from '../support/prometheus-text.js'
import { startRedis } from '../support/redis-sandbox.js'
import { randomFrom } from '../support/seeded-random.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, post, someName, type WireClient } from '../support/wire-client.js'

async function roomOf(client: WireClient): Promise<RoomId> {
  const { roomId } = await client.ok('room:create', { name: someName('room') })
  await client.join(roomId)
  return roomId
}

function workerIds(cluster: Cluster): string[] {
  return cluster.workers().map(({ id }) => id)
}

test('[M5] an entry whose channel message was lost is shown within two seconds though nobody writes after it', async () => {
  await using cluster = await startCluster()
  using ann = await guest(cluster.url)
  const roomId = await roomOf(ann)
  const { seq } = await ann.send(roomId, 'before')
  await eventually(() => expect(ann.texts(roomId)).toEqual(['before']))

  // As the append script would write it, but told to nobody.
  const entry = {
    seq: seq + 1,
    mid: 'lostentry',
    sentAt: 1,
    kind: 'message',
    sender: ann.account,
    text: 'lost',
    clientMessageId: 'lost-lost',
  }
  await cluster.redis.redis
    .multi()
    .xadd(`hubbub:{r:${roomId}}:log`, `${seq + 1}-0`, 'mid', 'lostentry', 'entry', JSON.stringify(entry))
    .hset(`hubbub:{r:${roomId}}:head`, { seq: seq + 1, mid: 'lostentry' })
    .exec()
  await eventually(() => expect(ann.texts(roomId)).toEqual(['before', 'lost']), { withinMs: 2_000 })
})

test('[M5] what is written while the channels are being cut again and again reaches everybody once and in order', async () => {
  await using cluster = await startCluster()
  const [first, second] = workerIds(cluster)
  using ann = await guest(cluster.url, { worker: first ?? '' })
  const roomId = await roomOf(ann)
  using bob = await guest(cluster.url, { worker: second ?? '' })
  await bob.join(roomId)
  const texts = Array.from({ length: 200 }, (_, n) => `n${n}`)
  for (const [n, text] of texts.entries()) {
    if (n % 20 === 10) await cluster.redis.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await ann.send(roomId, text)
  }
  await eventually(() => expect(bob.texts(roomId)).toEqual(texts), { withinMs: 3_000 })
  await eventually(() => expect(ann.texts(roomId)).toEqual(texts))
})

test('[J2] when Redis comes back without the end of a log, those who had seen it are told to resync', async () => {
  await using cluster = await startCluster()
  using ann = await guest(cluster.url)
  const roomId = await roomOf(ann)
  const { seq } = await ann.send(roomId, 'kept')
  await ann.send(roomId, 'lost')
  await eventually(() => expect(ann.texts(roomId)).toEqual(['kept', 'lost']))
  const [kept] = await cluster.redis.redis.xrange(`hubbub:{r:${roomId}}:log`, `${seq}-0`, `${seq}-0`)
  const mid = kept?.[1][1] ?? ''
  // What a fail-over to a replica that lagged behind leaves: the same epoch, a shorter log.
  await cluster.redis.redis
    .multi()
    .del(`hubbub:{r:${roomId}}:log`)
    .xadd(`hubbub:{r:${roomId}}:log`, `${seq}-0`, 'mid', mid, 'entry', kept?.[1][3] ?? '')
    .hset(`hubbub:{r:${roomId}}:head`, { seq, mid })
    .exec()
  await eventually(() => expect(ann.resyncs).toEqual([{ roomId, reason: 'future' }]), { withinMs: 3_000 })
})

test('[P1] the users of a killed worker leave the room within 2 s', async () => {
  await using cluster = await startCluster()
  const [first, second] = workerIds(cluster)
  using ann = await guest(cluster.url, { worker: first ?? '' })
  const roomId = await roomOf(ann)
  using bob = await guest(cluster.url, { worker: second ?? '' })
  expect((await bob.join(roomId)).presence.count).toBe(2)
  process.kill(cluster.workerPid(first ?? ''), 'SIGKILL')
  await eventually(
    () =>
      expect(bob.presence.at(-1)).toMatchObject({
        roomId,
        count: 1,
        delta: { joined: [], left: [ann.account.userId] },
      }),
    { withinMs: 2_000 },
  )
})

test('[S1] logging out on one node closes the connections of that session on the other within 1 s', async () => {
  await using redis = await startRedis()
  await using nodeA = await startCluster({ redis, node: 'node-a', workers: 1 })
  await using nodeB = await startCluster({ redis, node: 'node-b', workers: 1 })
  using ann = await guest(nodeA.url)
  using elsewhere = await connect(nodeB.url, ann)
  using bob = await guest(nodeB.url)
  await post(nodeA.url, '/api/auth/logout', {}, { cookie: ann.cookie })
  await eventually(
    () => {
      expect(elsewhere.socket.connected).toBe(false)
      expect(ann.socket.connected).toBe(false)
      expect(elsewhere.facts).toContain('session:revoked')
    },
    { withinMs: 1_000 },
  )
  expect(bob.socket.connected).toBe(true)
})

test('[M5] a node whose connections to Redis fell silent shows what was written meanwhile within 7 s', async () => {
  await using redis = await startRedis()
  await using line = await startTcpProxy(redis, randomFrom(1))
  await using nodeA = await startCluster({ redis, node: 'node-a', workers: 1 })
  const env = { REDIS_URL: `redis://127.0.0.1:${line.port}` }
  await using nodeB = await startCluster({ noRedis: true, env, node: 'node-b', workers: 1 })
  using ann = await guest(nodeB.url)
  const roomId = await roomOf(ann)
  using bob = await guest(nodeA.url)
  await bob.join(roomId)

  // Neither end is told, as when a router in between has forgotten the connections.
  line.vanish()
  await bob.send(roomId, 'still there?')
  await eventually(() => expect(ann.texts(roomId)).toEqual(['still there?']), { withinMs: 7_000 })
})

// The next three do little but wait.
test.concurrent('[P1] the users of a lost machine leave the room within 17 s', async () => {
  await using redis = await startRedis()
  await using nodeA = await startCluster({ redis, node: 'node-a', workers: 1 })
  await using nodeB = await startCluster({ redis, node: 'node-b', workers: 1 })
  using ann = await guest(nodeA.url)
  const roomId = await roomOf(ann)
  using bob = await guest(nodeB.url)
  expect((await bob.join(roomId)).presence.count).toBe(2)
  nodeA.signal('SIGKILL')
  await eventually(() => expect(bob.presence.at(-1)?.count).toBe(1), { withinMs: 17_000, everyMs: 100 })
})

test.concurrent('[S1] a session that ended while its node was cut off from Redis hears nothing once Redis is back', async () => {
  await using redis = await startRedis()
  await using line = await startTcpProxy(redis, randomFrom(1))
  await using nodeA = await startCluster({ redis, node: 'node-a', workers: 1 })
  const env = { REDIS_URL: `redis://127.0.0.1:${line.port}` }
  await using nodeB = await startCluster({ noRedis: true, env, node: 'node-b', workers: 1 })
  using ann = await guest(nodeB.url)
  const roomId = await roomOf(ann)
  using bob = await guest(nodeA.url)
  await bob.join(roomId)

  line.setPassage({ kind: 'held' })
  const cutAt = performance.now()
  await post(nodeA.url, '/api/auth/logout', {}, { cookie: ann.cookie })
  await bob.send(roomId, 'what ann must not read')
  const longer = () => expect(performance.now() - cutAt).toBeGreaterThan(11_000)
  await eventually(longer, { withinMs: 12_000, everyMs: 100 })
  line.setPassage({ kind: 'open' })
  await eventually(() => expect(ann.socket.connected).toBe(false))
  expect(ann.facts).toContain('session:revoked')
  expect(ann.texts(roomId)).toEqual([])
})

test.concurrent('[O3] a worker that stood still for longer than its lease cuts its own connections before it says a word', async () => {
  await using cluster = await startCluster()
  const [frozen = '', other = ''] = workerIds(cluster)
  const pid = cluster.workerPid(frozen)
  using ann = await guest(cluster.url, { worker: frozen })
  const roomId = await roomOf(ann)
  using bob = await guest(cluster.url, { worker: other })
  await bob.join(roomId)

  // The primary stands still as well, or it would kill the worker first.
  cluster.signal('SIGSTOP')
  process.kill(pid, 'SIGSTOP')
  const stoppedAt = performance.now()
  await bob.send(roomId, 'nobody there?')
  const longer = () => expect(performance.now() - stoppedAt).toBeGreaterThan(10_500)
  await eventually(longer, { withinMs: 12_000, everyMs: 100 })
  process.kill(pid, 'SIGCONT')
  await eventually(() => expect(ann.socket.connected).toBe(false), { withinMs: 5_000 })
  expect(ann.texts(roomId)).toEqual([])
  await bob.send(roomId, 'still here')
  await eventually(() => expect(bob.texts(roomId)).toEqual(['nobody there?', 'still here']))
  // What stood still is believed by nobody again, not even by itself: another takes its place.
  cluster.signal('SIGCONT')
  await eventually(() => expect(isRunning(pid)).toBe(false))
  await eventually(() => expect(cluster.workers()).toHaveLength(2), { withinMs: 5_000 })
  const metrics = await (await fetch(`${cluster.internalUrl}/metrics`)).text()
  expect(sumOf(parsePrometheusText(metrics), 'hubbub_fenced_total')).toBe(1)
})

test('[O6] stopping ends every process in order; the next start has all messages and sessions', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-data-'))
  try {
    const first = await startCluster({ dataDir })
    const ann = await chatPerson(first.url, [LOBBY])
    ann.client.send(LOBBY, 'still here tomorrow')
    await eventually(() => expect(ann.texts(LOBBY)).toEqual(['still here tomorrow']))
    const workers = first.workers()
    const redisPid = Number(/process_id:(\d+)/.exec(await redisInfo(dataDir))?.[1])
    ann[Symbol.dispose]()
    first.signal('SIGINT')
    expect(await first.exited()).toBe(0)
    for (const { pid } of [...workers, { pid: redisPid }]) expect(isRunning(pid)).toBe(false)

    await using second = await startCluster({ dataDir })
    using again = await chatPerson(second.url, [LOBBY], { as: ann.signedIn })
    expect(again.texts(LOBBY)).toEqual(['still here tomorrow'])
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})

async function redisInfo(dataDir: string): Promise<string> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(join(dataDir, 'redis', 'redis.sock'))
  try {
    return await redis.info('server')
  } finally {
    redis.disconnect()
  }
}

test('[O1] while Redis refuses every write nobody is asked to connect anew, and what can be read is read', async () => {
  await using cluster = await startCluster({ workers: 1 })
  using ann = await guest(cluster.url)
  const roomId = await roomOf(ann)
  const { epoch } = await ann.join(roomId)
  const { redis } = cluster.redis
  await redis.config('SET', 'maxmemory', '1')
  // The echo is refused each second, for longer than it takes until Redis counts as lost.
  await eventually(
    async () => {
      const [, refused] = /errorstat_OOM:count=(\d+)/.exec(await redis.info('errorstats')) ?? []
      expect(Number(refused)).toBeGreaterThan(8)
    },
    { withinMs: 15_000 },
  )
  expect((await fetch(`${cluster.url}/readyz`)).status).toBe(503)
  expect(await ann.ok('room:history', { roomId, epoch, after: parseSeq(0), limit: 10 })).toMatchObject({
    headSeq: 1,
  })
  expect(cluster.log().filter(({ msg }) => msg.includes('reconnecting'))).toEqual([])
  await redis.config('SET', 'maxmemory', '0')
  await eventually(async () => expect((await fetch(`${cluster.url}/readyz`)).status).toBe(200))
})
