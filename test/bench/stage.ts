// One target with everything around it, for one run of one workload: its own Redis, a server started afresh after
// sessions and rooms have been made, nginx if asked for, and generators. Nothing of it is left when the run is over.

import { setTimeout as delay } from 'node:timers/promises'
import { startRedis } from '../support/redis-sandbox.js'
import { startNginx } from '../support/start-nginx.js'
import { nowUs } from './clock.js'
import { type Fleet, startFleet } from './fleet.js'
import type { Connected } from './orders.js'
import { type Usage, usageOf, withDescendants } from './processes.js'
import type { Crew, Target } from './target.js'
import type { Entrance } from './wires.js'

const GENERATORS = 2
const WORKERS = 2
const WARM_UP_CONNECTIONS = 64
/** Set up at once, over all generators. */
const CONCURRENCY = 64
/** What follows a join, like the news of who is present, is part of its cost. */
const SETTLE_MS = 1_500

export interface StageOptions {
  target: Target
  crew: Crew
  /** Workers over all nodes are always two. */
  nodes: 1 | 2
  isLogged: boolean
  isBehindNginx: boolean
  /** Environment of the server's processes. */
  env: Readonly<Record<string, string>>
}

export interface Connects extends Connected {
  /** From the first attempt to the last success: one that is lost is waited for much longer. */
  seconds: number
  used: Usage
}

export interface Stage extends AsyncDisposable {
  readonly crew: Crew
  readonly fleet: Fleet
  /** Everything but the generators, up to now. */
  used(): Usage
  redisUsed(): Usage
  generatorsUsed(): Usage
  /** Before the first of the people came. */
  readonly usedAtStart: Usage
  workerPids(): number[]
  /** Lets everybody in. */
  connect(): Promise<Connects>
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const started: AsyncDisposable[] = []
  const dispose = async () => {
    for (const part of started.splice(0).reverse()) await part[Symbol.asyncDispose]()
  }
  try {
    return await open(options, started, dispose)
  } catch (error) {
    await dispose()
    throw error
  }
}

async function open(
  options: StageOptions,
  started: AsyncDisposable[],
  dispose: () => Promise<void>,
): Promise<Stage> {
  const { target, crew, nodes, isLogged, isBehindNginx, env } = options
  const redis = await startRedis({ args: ['--appendfsync', 'everysec'] })
  started.push(redis)
  const fleet = startFleet(GENERATORS)
  started.push(fleet)
  const place = { redis, nodes, workersPerNode: WORKERS / nodes, isLogged, env, isBehindProxy: isBehindNginx }
  // Without the profiler, whose files are about the run itself.
  const firstPlace = { ...place, env: {}, isBehindProxy: false, nodes: 1, workersPerNode: WORKERS }
  const entrances = await target.prepare(() => target.start(firstPlace), fleet, crew)
  await fleet.order('close', () => null)
  const server = await target.start(place)
  started.push(server)
  const nginx = isBehindNginx ? await startNginx({ nodes: server.nodes, balance: 'round-robin' }) : null
  if (nginx) started.push(nginx)

  const measured = withDescendants([redis.pid(), ...server.pids, ...((await nginx?.workers()) ?? [])])
  const used = () => usageOf(measured)
  const connect = (these: readonly Entrance[], isBrief: boolean) =>
    fleet.order('connect', generator => ({
      wire: target.name,
      port: nginx?.port ?? server.nodes[0]?.port ?? 0,
      entrances: these.filter((_, index) => index % fleet.size === generator),
      concurrency: CONCURRENCY / fleet.size,
      isBrief,
    }))
  await connect(entrances.slice(0, WARM_UP_CONNECTIONS), true)

  return {
    crew,
    fleet,
    used,
    redisUsed: () => usageOf([redis.pid()]),
    generatorsUsed: () => usageOf(fleet.pids),
    usedAtStart: used(),
    workerPids: () => withDescendants(server.pids).filter(pid => !server.pids.includes(pid)),
    async connect() {
      const before = { atUs: nowUs(), used: used() }
      const all = together(await connect(entrances, false))
      await delay(SETTLE_MS)
      return {
        ...all,
        seconds: (all.lastJoinedUs - before.atUs) / 1e6,
        used: difference(used(), before.used),
      }
    },
    async [Symbol.asyncDispose]() {
      // A profile is written by a process that ends in order.
      if (env.NODE_OPTIONS !== undefined) {
        await fleet.order('close', () => null)
        await server.stop()
      }
      await dispose()
    },
  }
}

export function difference(after: Usage, before: Usage): Usage {
  return { cpuUs: after.cpuUs - before.cpuUs, rssKib: after.rssKib - before.rssKib }
}

function together(answers: readonly Connected[]): Connected {
  return {
    joined: answers.reduce((total, answer) => total + answer.joined, 0),
    lastJoinedUs: Math.max(...answers.map(answer => answer.lastJoinedUs)),
    lost: answers.reduce((total, answer) => total + answer.lost, 0),
    refused: answers.flatMap(answer => answer.refused),
  }
}
