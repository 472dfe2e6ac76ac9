// Two machines behind nginx, five hundred people who chat, and what they must not notice.

import type { RoomId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { type ChatPerson, chatPerson } from '../support/chat-person.js'
import { eventually } from '../support/eventually.js'
import { isRunning } from '../support/is-running.js'
import { startRedis } from '../support/redis-sandbox.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { startNginx } from '../support/start-nginx.js'
import { signInGuest, someName } from '../support/wire-client.js'

const PEOPLE = 500
const ROOMS = 50
const AT_ONCE = 10
const MESSAGES_PER_S = 200
const TICK_MS = 50
/** Each machine has an address of its own, where loopback has more than one without being told. */
const HOSTS =
  process.platform === 'linux' ? { a: '127.0.0.2', b: '127.0.0.3' } : { a: '127.0.0.1', b: '127.0.0.1' }

interface Crowd extends Disposable {
  people: { person: ChatPerson; roomId: RoomId }[]
}

/** Signs in at the nodes, in turns, so that nginx's limit for sign-ins from one address is not what is tested. */
async function gather(url: string, nodes: readonly Cluster[], size = PEOPLE): Promise<Crowd> {
  const people: Crowd['people'] = []
  const arrive = async (index: number) => {
    const node = nodes[index % nodes.length]
    if (!node) throw new Error('a node was expected')
    const as = await signInGuest(node.url)
    // The first few make the rooms, one each.
    const roomId = index < ROOMS ? undefined : people[index % ROOMS]?.roomId
    const person = await chatPerson(url, roomId ? [roomId] : [], { as })
    return { person, roomId: roomId ?? (await person.client.createRoom(someName('room'))).roomId }
  }
  for (let from = 0; from < size; from += AT_ONCE) {
    people.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => arrive(from + n)))))
  }
  return {
    people,
    [Symbol.dispose]() {
      for (const { person } of people) person[Symbol.dispose]()
    },
  }
}

/** Everybody in turn writes while `disturb` runs. @returns what was written in each room */
async function chatThrough({ people }: Crowd, disturb: () => Promise<void>): Promise<Map<RoomId, string[]>> {
  const written = new Map<RoomId, string[]>()
  let count = 0
  const ticks = setInterval(() => {
    for (let n = 0; n < (MESSAGES_PER_S * TICK_MS) / 1_000; n += 1) {
      const speaker = people[(count * 7) % people.length]
      if (!speaker) return
      const text = `message ${count}`
      speaker.person.client.send(speaker.roomId, text)
      written.set(speaker.roomId, [...(written.get(speaker.roomId) ?? []), text])
      count += 1
    }
  }, TICK_MS)
  try {
    await disturb()
  } finally {
    clearInterval(ticks)
  }
  return written
}

/** When each person was without a connection, and when each came to another worker. */
function watch({ people }: Crowd) {
  const gapsMs: number[] = []
  const movedAt: number[] = []
  const ends = people.map(({ person }) => {
    let lostAt: number | null = null
    let longest = 0
    let place = placeOf(person)
    const unsubscribe = person.client.subscribe(() => {
      const now = performance.now()
      const next = placeOf(person)
      if (next === null) lostAt ??= now
      else {
        if (lostAt !== null) longest = Math.max(longest, now - lostAt)
        lostAt = null
        if (next !== place) movedAt.push(now)
        place = next
      }
    })
    return () => {
      unsubscribe()
      gapsMs.push(lostAt === null ? longest : Number.POSITIVE_INFINITY)
    }
  })
  return {
    end() {
      for (const end of ends) end()
      gapsMs.sort((a, b) => a - b)
      const inSameSecond = (at: number) => movedAt.filter(other => other >= at && other < at + 1_000).length
      return {
        p99GapMs: gapsMs[Math.ceil(gapsMs.length * 0.99) - 1] ?? Number.NaN,
        moves: movedAt.length,
        mostMovesPerS: Math.max(0, ...movedAt.map(inSameSecond)),
      }
    },
  }
}

function placeOf(person: ChatPerson): string | null {
  const { connection } = person.client.getState()
  return connection.state === 'connected' ? `${connection.node} ${connection.worker}` : null
}

async function everybodySeesAllOnceInOneOrder({ people }: Crowd, written: ReadonlyMap<RoomId, string[]>) {
  const orders = new Map<RoomId, string[]>()
  for (const { person, roomId } of people) {
    const expected = [...(written.get(roomId) ?? [])].sort()
    await eventually(
      () => {
        expect(person.room(roomId).outgoing).toEqual([])
        expect([...person.texts(roomId)].sort()).toEqual(expected)
      },
      { withinMs: 20_000, everyMs: 50 },
    )
    const order = orders.get(roomId) ?? person.texts(roomId)
    orders.set(roomId, order)
    expect(person.texts(roomId)).toEqual(order)
  }
  return [...written.values()].reduce((sum, texts) => sum + texts.length, 0)
}

async function startTwoMachines() {
  const redis = await startRedis()
  const env = { TRUST_PROXY: 'loopback' }
  const nodeA = await startCluster({ redis, node: 'node-a', host: HOSTS.a, env })
  const nodeB = await startCluster({ redis, node: 'node-b', host: HOSTS.b, env })
  const nginx = await startNginx({
    nodes: [nodeA, nodeB].map(({ url }, index) => ({
      id: index === 0 ? 'node-a' : 'node-b',
      host: new URL(url).hostname,
      port: Number(new URL(url).port),
    })),
    balance: 'by-sid',
  })
  return {
    nodeA,
    nodeB,
    nginx,
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]()
      await nodeA[Symbol.asyncDispose]()
      await nodeB[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
    },
  }
}

test('[D1] 500 people behind nginx notice nothing when every worker of both machines is replaced', async () => {
  await using machines = await startTwoMachines()
  const nodes = [machines.nodeA, machines.nodeB]
  using crowd = await gather(machines.nginx.url, nodes)
  const before = nodes.flatMap(node => node.workers())

  const watched = watch(crowd)
  const written = await chatThrough(crowd, async () => {
    for (const node of nodes) node.signal('SIGHUP')
    await eventually(() => expect(before.filter(({ pid }) => isRunning(pid))).toEqual([]), {
      withinMs: 120_000,
      everyMs: 100,
    })
  })
  const seen = watched.end()
  const messages = await everybodySeesAllOnceInOneOrder(crowd, written)

  console.log(
    `rolling reload: ${messages} messages, ${seen.moves} moves, at most ${seen.mostMovesPerS} in a second, longest without a connection (p99) ${Math.round(seen.p99GapMs)} ms`,
  )
  expect(seen.moves).toBeGreaterThanOrEqual(PEOPLE)
  expect(seen.p99GapMs).toBeLessThanOrEqual(500)
  expect(seen.mostMovesPerS).toBeLessThanOrEqual(PEOPLE / 10)
})

test('[M1] 500 people behind nginx lose nothing acknowledged when one machine dies, and all are on the other within 5 s', async () => {
  await using machines = await startTwoMachines()
  const { nodeA, nodeB, nginx } = machines
  using crowd = await gather(nginx.url, [nodeA, nodeB])
  let backAfterMs = Number.NaN
  const written = await chatThrough(crowd, async () => {
    nodeA.signal('SIGKILL')
    const diedAt = performance.now()
    await eventually(
      () =>
        expect(crowd.people.filter(({ person }) => !placeOf(person)?.startsWith('node-b')).length).toBe(0),
      { withinMs: 5_000, everyMs: 20 },
    )
    backAfterMs = performance.now() - diedAt
  })
  const messages = await everybodySeesAllOnceInOneOrder(crowd, written)
  console.log(
    `machine lost: ${messages} messages, everybody on the other machine after ${Math.round(backAfterMs)} ms`,
  )
})

test('[D1] when one machine is told to stop its people go on at the other one before it ends, and notice nothing', async () => {
  await using machines = await startTwoMachines()
  const { nodeA, nodeB, nginx } = machines
  using crowd = await gather(nginx.url, [nodeA, nodeB], 200)
  await eventually(async () => {
    const { fellows } = await (await fetch(`${nodeA.internalUrl}/status`)).json()
    expect(fellows).toHaveLength(1)
  })

  const watched = watch(crowd)
  const written = await chatThrough(crowd, async () => {
    nodeA.signal('SIGTERM')
    expect(await nodeA.exited()).toBe(0)
  })
  const seen = watched.end()
  const messages = await everybodySeesAllOnceInOneOrder(crowd, written)

  console.log(
    `machine stopped: ${messages} messages, ${seen.moves} moves, longest without a connection (p99) ${Math.round(seen.p99GapMs)} ms`,
  )
  expect(new Set(crowd.people.map(({ person }) => placeOf(person)?.split(' ')[0]))).toEqual(
    new Set(['node-b']),
  )
  expect(seen.moves).toBeGreaterThan(0)
  expect(seen.p99GapMs).toBeLessThanOrEqual(500)
})
