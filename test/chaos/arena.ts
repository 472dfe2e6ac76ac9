// Everything the proof runs on: nginx, two nodes with two workers each, Redis, and lines to it that can be broken.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.js'
import type { RedisSandbox } from '../support/redis-sandbox.js'
import type { SeededRandom } from '../support/seeded-random.js'
import { startCluster } from '../support/start-cluster.js'
import { type Nginx, startNginx } from '../support/start-nginx.js'
import { type ArenaNode, type NodeProgram, startArenaNode, WORKERS } from './arena-node.js'
import { type RedisKind, startSingleRedis, startWatchedRedis } from './arena-redis.js'
import { FAKETIME } from './machine.js'
import type { RedisDisk } from './redis-disk.js'
import { startTextbook } from './textbook-node.js'

export type Product = 'hubbub' | 'textbook'

export interface Arena extends AsyncDisposable {
  /** Where the public comes in: nginx. */
  readonly url: string
  readonly nodes: readonly [ArenaNode, ArenaNode]
  /** The Redis that is written to now. */
  redis(): RedisSandbox
  /** A small disk that only Redis writes to; null when it has none. */
  readonly redisDisk: RedisDisk | null
  /** Loses the primary Redis; null where there is no replica to go on with. */
  readonly failOver: (() => Promise<void>) | null
  nginx(): Nginx
  /** Starts nginx again after it was killed. */
  raiseNginx(): Promise<void>
}

/** Long enough to see clients move, short enough for a run of a minute. */
const DRAIN_S = 4
/** So that a worker can run out of memory before the machine does. */
const HEAP_MIB = 512

export async function startArena(options: {
  product: Product
  random: SeededRandom
  /** Default: one server. */
  redisKind?: RedisKind
  /** Give Redis a disk of its own, if this machine allows it. */
  hasRedisDisk?: boolean
  /** Another build of the server. */
  main?: string | undefined
}): Promise<Arena> {
  const { product, random, redisKind = 'single', hasRedisDisk = false, main } = options
  const started: AsyncDisposable[] = []
  const dispose = async () => {
    for (const part of started.reverse()) await part[Symbol.asyncDispose]()
  }
  const keep = <Part extends AsyncDisposable>(part: Part): Part => {
    started.push(part)
    return part
  }

  try {
    const scratch = await mkdtemp(join(tmpdir(), 'hubbub-arena-'))
    keep({ [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }) })
    const redis = keep(
      redisKind === 'single' ? await startSingleRedis(hasRedisDisk) : await startWatchedRedis(),
    )
    const startNode = async (id: string, clockFile: string | null) => {
      const { url: redisUrl, link: redisLink } = await redis.wayFor(random)
      const port = await freePort()
      const start = () => startProgram({ product, id, port, redisUrl, clockFile, main })
      return keep(await startArenaNode({ id, port, redisLink, clockFile, start }))
    }
    const nodes = [
      await startNode('node-a', null),
      await startNode('node-b', FAKETIME === null ? null : await newClock(scratch)),
    ] as const
    for (const node of nodes) await node.up()

    const port = await freePort()
    const raise = () => startNginx({ nodes, balance: 'by-sid', shutdownTimeoutS: 10, port })
    let nginx = await raise()
    keep({ [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() })
    return {
      url: nginx.url,
      nodes,
      redis: redis.now,
      redisDisk: redis.disk,
      failOver: redis.failOver,
      nginx: () => nginx,
      async raiseNginx() {
        await nginx[Symbol.asyncDispose]()
        nginx = await raise()
      },
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function newClock(dir: string): Promise<string> {
  const file = join(dir, 'clock')
  await writeFile(file, '+0')
  return file
}

async function startProgram(node: {
  product: Product
  main: string | undefined
  id: string
  port: number
  redisUrl: string
  clockFile: string | null
}): Promise<NodeProgram> {
  const { product, id, port, redisUrl, clockFile, main } = node
  const clock =
    clockFile === null || FAKETIME === null
      ? {}
      : {
          LD_PRELOAD: FAKETIME,
          FAKETIME_TIMESTAMP_FILE: clockFile,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        }
  if (product === 'textbook') return startTextbook({ port, redisUrl, workers: WORKERS, env: clock })
  return startCluster({
    workers: WORKERS,
    node: id,
    port,
    noRedis: true,
    ...(main === undefined ? {} : { main }),
    env: {
      ...clock,
      REDIS_URL: redisUrl,
      TRUST_PROXY: 'loopback',
      DRAIN_SECONDS: String(DRAIN_S),
      INTERNAL_PORT: '0',
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
    },
  })
}
