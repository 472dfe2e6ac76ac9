// What people in one room see while the ground moves under them: two workers, real Redis, our own client.

import { LOBBY, parseSeq } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { allSeeAllOnceInOneOrder, annAndBob, talkThrough } from '../support/talk.js'
import { connect, guest, newKey, someName } from '../support/wire-client.js'

function twoWorkers(cluster: Cluster): [string, string] {
  const [first, second] = cluster.workers()
  if (!first || !second) throw new Error('two workers were expected')
  return [first.id, second.id]
}

test('[M7] members on two workers who write at the same time all see one order', async () => {
  await using cluster = await startCluster()
  const { ann, bob, roomId } = await annAndBob(cluster)
  using _ann = ann
  using _bob = bob
  const [first, second] = twoWorkers(cluster)
  const writers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => guest(cluster.url, { worker: index % 2 ? first : second })),
  )
  for (const writer of writers) await writer.join(roomId)
  const texts = writers.flatMap((_, who) => Array.from({ length: 100 }, (_, n) => `${who}:${n}`))
  await Promise.all(texts.map(text => writers[Number(text.split(':')[0])]?.send(roomId, text)))

  await eventually(() => expect(ann.texts(roomId)).toHaveLength(600), { withinMs: 10_000 })
  await eventually(() => expect(bob.texts(roomId)).toEqual(ann.texts(roomId)))
  for (const writer of writers)
    await eventually(() => expect(writer.texts(roomId)).toEqual(ann.texts(roomId)))
  for (const writer of writers) writer.close()
})

test('[M3] a retried message keeps its first seq, even on another worker', async () => {
  await using cluster = await startCluster()
  const [first, second] = twoWorkers(cluster)
  using here = await guest(cluster.url, { worker: first })
  using there = await connect(cluster.url, here, { worker: second })
  await here.join(LOBBY)
  const clientMessageId = newKey()
  const receipt = await here.send(LOBBY, 'once', clientMessageId)
  expect(await there.send(LOBBY, 'once', clientMessageId)).toEqual({ ...receipt, duplicate: true })
})

test('[M2] two people on two workers see every message once and in order though both workers are killed', async () => {
  await using cluster = await startCluster()
  const { ann, bob, roomId } = await annAndBob(cluster)
  using _ann = ann
  using _bob = bob
  const written = await talkThrough([ann, bob], roomId, 100, async () => {
    for (const { id, pid } of cluster.workers()) {
      process.kill(pid, 'SIGKILL')
      await eventually(
        () => {
          expect(cluster.workers().length).toBe(2)
          expect(cluster.workers().every(worker => worker.id !== id)).toBe(true)
        },
        { withinMs: 10_000 },
      )
      await ann.connected()
      await bob.connected()
    }
  })
  await allSeeAllOnceInOneOrder([ann, bob], roomId, written)
  expect([...ann.resyncs, ...bob.resyncs]).toEqual([])
})

test('[D1] people notice nothing of a rolling reload: nothing lost, and never without a connection', async () => {
  await using cluster = await startCluster()
  const { ann, bob, roomId } = await annAndBob(cluster)
  using _ann = ann
  using _bob = bob
  const before = cluster.workers()
  const states = new Set<string>()
  for (const person of [ann, bob])
    person.client.subscribe(() => void states.add(person.client.getState().connection.state))
  const written = await talkThrough([ann, bob], roomId, 50, async () => {
    cluster.signal('SIGHUP')
    await eventually(
      () => {
        expect(before.filter(({ pid }) => isRunning(pid))).toEqual([])
        expect(cluster.workers()).toHaveLength(2)
      },
      { withinMs: 60_000 },
    )
  })
  await allSeeAllOnceInOneOrder([ann, bob], roomId, written)
  expect([...states]).toEqual(['connected'])
})

test('[M6] what is written while Redis is killed and comes back stands once, in the order of writing', async () => {
  await using cluster = await startCluster()
  const { ann, bob, roomId } = await annAndBob(cluster)
  using _ann = ann
  using _bob = bob
  const workers = cluster.workers()
  const written = await talkThrough([ann, bob], roomId, 60, async () => {
    await cluster.redis.kill9()
    await eventually(async () => expect((await fetch(`${cluster.url}/readyz`)).status).toBe(503), {
      withinMs: 5_000,
    })
    await cluster.redis.start()
    await eventually(async () => expect((await fetch(`${cluster.url}/readyz`)).status).toBe(200), {
      withinMs: 5_000,
    })
  })
  await allSeeAllOnceInOneOrder([ann, bob], roomId, written)
  expect(cluster.workers()).toEqual(workers)
})

test('[O1] a node that lost Redis lives on, says within 5 s that it is not ready, and is ready again by itself', async () => {
  await using cluster = await startCluster()
  const workers = cluster.workers()
  await cluster.redis.kill9()
  await eventually(
    async () => {
      const answer = await fetch(`${cluster.url}/readyz`)
      expect(answer.status).toBe(503)
      expect(await answer.json()).toEqual({ status: 'not ready', reason: 'no echo through redis' })
    },
    { withinMs: 5_000 },
  )
  expect((await fetch(`${cluster.url}/livez`)).status).toBe(200)
  await cluster.redis.start()
  await eventually(async () => expect((await fetch(`${cluster.url}/readyz`)).status).toBe(200), {
    withinMs: 5_000,
  })
  expect(cluster.workers()).toEqual(workers)
})

test('[E4] while Redis hangs, every command is answered with unavailable within 3 s', async () => {
  await using cluster = await startCluster({ workers: 1 })
  using ann = await guest(cluster.url)
  const { epoch } = await ann.join(LOBBY)
  cluster.redis.pause()
  const since = performance.now()
  const answers = await Promise.all([
    ann.refused('message:send', { roomId: LOBBY, clientMessageId: newKey(), text: 'hello' }),
    ann.refused('room:join', { roomId: LOBBY }),
    ann.refused('room:create', { name: someName('room') }),
    ann.refused('rooms:list', {}),
    ann.refused('room:history', { roomId: LOBBY, epoch, limit: 10, before: parseSeq(5) }),
  ])
  expect(performance.now() - since).toBeLessThan(3_000)
  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'unavailable'))
  cluster.redis.resume()
  await eventually(async () => expect((await ann.ask('rooms:list', {})).ok).toBe(true), { everyMs: 500 })
})
