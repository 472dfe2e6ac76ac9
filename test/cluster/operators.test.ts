// What an operator sees and does from the page, over two nodes on one Redis.

import { type ClusterWorker, LOBBY, type WorkerPlace } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChatPerson, chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { type RedisSandbox, startRedis } from '../support/redis-sandbox.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'

const env = { DEMO: 'on', DRAIN_SECONDS: '1' }

let redis: RedisSandbox
let nodeA: Cluster
let nodeB: Cluster
beforeAll(async () => {
  redis = await startRedis()
  nodeA = await startCluster({ redis, node: 'node-a', env })
  nodeB = await startCluster({ redis, node: 'node-b', env })
})
afterAll(async () => {
  for (const part of [nodeA, nodeB, redis]) await part[Symbol.asyncDispose]()
})

function workersOn(
  node: string,
  { nodes }: { nodes: readonly { node: string; workers: readonly ClusterWorker[] }[] },
) {
  return nodes.find(one => one.node === node)?.workers ?? []
}

/** Waits until both workers of both nodes are ready, as the operator reads it, and one that is to go is gone. */
function untilWhole(operator: ChatPerson, gone?: WorkerPlace) {
  return eventually(
    async () => {
      const status = await operator.client.operator.readCluster()
      for (const node of ['node-a', 'node-b']) {
        const workers = workersOn(node, status)
        expect(workers.map(({ state }) => state)).toEqual(['ready', 'ready'])
        if (node === gone?.node) expect(workers.map(({ worker }) => worker)).not.toContain(gone.worker)
      }
      return status
    },
    { withinMs: 30_000, everyMs: 300 },
  )
}

async function firstWorkerOf(node: string, operator: ChatPerson): Promise<WorkerPlace> {
  const worker = workersOn(node, await untilWhole(operator))[0]?.worker
  if (worker === undefined) throw new Error(`${node} has no worker`)
  return { node, worker }
}

const clientsOn = ({ node, worker }: WorkerPlace, operator: ChatPerson) =>
  operator.client.operator
    .readCluster()
    .then(status => workersOn(node, status).find(one => one.worker === worker)?.clients ?? null)

test('[O8] an operator on one node kills a worker of the other: its clients come back elsewhere and miss nothing', async () => {
  using ann = await chatPerson(nodeA.url, [LOBBY])
  const victim = await firstWorkerOf('node-b', ann)
  using bob = await chatPerson(nodeB.url, [LOBBY], { worker: victim.worker })
  await eventually(async () => expect(await clientsOn(victim, ann)).toBe(1), {
    withinMs: 10_000,
    everyMs: 300,
  })
  const pid = nodeB.workerPid(victim.worker)

  bob.client.send(LOBBY, 'before')
  await ann.client.operator.killWorker(victim)
  ann.client.send(LOBBY, 'meanwhile')
  await eventually(() => expect(nodeB.workers().map(one => one.pid)).not.toContain(pid))
  await eventually(() => expect(bob.worker()).not.toBe(victim.worker), { withinMs: 10_000 })
  await bob.connected()
  bob.client.send(LOBBY, 'after')

  for (const reader of [ann, bob]) {
    await eventually(() => {
      expect([...reader.texts(LOBBY)].sort()).toEqual(['after', 'before', 'meanwhile'])
    })
  }
  const status = await untilWhole(ann, victim)
  expect(status.nodes.find(({ node }) => node === 'node-b')?.crashes).toBe(1)
  const acts = nodeB.log().filter(({ msg }) => msg === 'operator acts on a worker')
  expect(acts).toMatchObject([{ act: 'kill', workerId: victim.worker, by: ann.signedIn.account.userId }])
})

test('[O8] an operator on one node reloads a worker of the other: that one is replaced, and nobody loses the connection', async () => {
  using ann = await chatPerson(nodeA.url, [LOBBY])
  const old = await firstWorkerOf('node-b', ann)
  using bob = await chatPerson(nodeB.url, [LOBBY], { worker: old.worker })
  const stays = nodeB.workers().filter(({ id }) => id !== old.worker)
  const states = new Set<string>()
  bob.client.subscribe(() => void states.add(bob.client.getState().connection.state))

  await ann.client.operator.reloadWorker(old)
  await expect(ann.client.operator.reloadWorker(old)).rejects.toMatchObject({ code: 'overloaded' })
  await eventually(() => expect(bob.worker()).not.toBe(old.worker), { withinMs: 20_000 })
  await eventually(() => expect(nodeB.workers().map(({ id }) => id)).not.toContain(old.worker), {
    withinMs: 20_000,
  })
  await untilWhole(ann, old)
  expect(nodeB.workers()).toEqual(expect.arrayContaining(stays))
  expect([...states]).toEqual(['connected'])
})

test('[O8] whoever kills the very worker that serves the page still gets the answer', async () => {
  using ann = await chatPerson(nodeA.url, [LOBBY])
  await untilWhole(ann)
  const own = { node: 'node-a', worker: ann.worker() ?? '' }
  await ann.client.operator.killWorker(own)
  await eventually(() => expect(ann.worker()).not.toBe(own.worker), { withinMs: 10_000 })
  await ann.connected()
  expect(ann.client.getState().isOperator).toBe(true)
  await untilWhole(ann, own)
})

test('[O9] a traced message is followed to every worker with somebody in the room, on both nodes', async () => {
  using ann = await chatPerson(nodeA.url, [LOBBY])
  const status = await untilWhole(ann)
  const places = status.nodes.flatMap(({ node, workers }) => workers.map(({ worker }) => ({ node, worker })))
  expect(places.length).toBe(4)
  const others = await Promise.all(
    places.map(({ node, worker }) =>
      chatPerson(node === 'node-a' ? nodeA.url : nodeB.url, [LOBBY], { worker }),
    ),
  )
  try {
    // A worker that is busy with those who have just come may hear of it too late to tell.
    const told = await eventually(
      async () => {
        const told = await ann.client.operator.traceMessage(LOBBY, 'which way?')
        expect(told.silent).toEqual([])
        expect(told.stops.map(({ node, worker }) => `${node} ${worker}`).sort()).toEqual(
          places.map(({ node, worker }) => `${node} ${worker}`).sort(),
        )
        return told
      },
      { withinMs: 15_000, everyMs: 1_500 },
    )
    for (const { heardMs, deliveredMs, offMs, node, worker } of told.stops) {
      expect(deliveredMs).toBeGreaterThanOrEqual(heardMs)
      // Nobody hears what is not written yet, as far as the clocks can tell.
      expect(heardMs + offMs).toBeGreaterThanOrEqual(told.writtenMs - told.writtenOffMs)
      const isOwn = node === told.takenBy.node && worker === told.takenBy.worker
      if (isOwn) expect(offMs).toBe(0)
      else expect(offMs).toBeGreaterThan(0)
    }
    await eventually(() => expect(others[3]?.texts(LOBBY)).toContain('which way?'))
  } finally {
    for (const other of others) other[Symbol.dispose]()
  }
})

test('[O8] a primary that stands still does not answer, and the operator is told that nobody knows', async () => {
  using ann = await chatPerson(nodeA.url, [LOBBY])
  const target = await firstWorkerOf('node-b', ann)
  nodeB.signal('SIGSTOP')
  try {
    await expect(ann.client.operator.killWorker(target)).rejects.toMatchObject({ code: 'unavailable' })
  } finally {
    nodeB.signal('SIGCONT')
  }
  // It did hear of it.
  await eventually(() => expect(nodeB.workers().map(({ id }) => id)).not.toContain(target.worker), {
    withinMs: 10_000,
  })
  await untilWhole(ann, target)
})
