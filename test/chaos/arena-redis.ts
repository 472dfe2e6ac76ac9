// The Redis of an arena: one server, each node's way to which can be broken; or a primary with a replica that Sentinels watch.

import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../support/eventually.js'
import { type RedisSandbox, startRedis } from '../support/redis-sandbox.js'
import { startRedisSentinel } from '../support/redis-topologies.js'
import type { SeededRandom } from '../support/seeded-random.js'
import { mountRedisDisk, type RedisDisk } from './redis-disk.js'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js'

export type RedisKind = 'single' | 'sentinels'

/** How one node comes to Redis. */
export interface WayToRedis {
  url: string
  /** The line that it goes over; null when it goes over several. */
  link: TcpProxy | null
}

export interface ArenaRedis extends AsyncDisposable {
  /** The server that is written to now. */
  now(): RedisSandbox
  /** A small disk that only Redis writes to; null when it has none. */
  readonly disk: RedisDisk | null
  wayFor(random: SeededRandom): Promise<WayToRedis>
  /** Loses the primary together with what its replica has not heard yet; null where there is no replica. */
  readonly failOver: (() => Promise<void>) | null
}

/** @param hasDisk give it a disk of its own, if this machine allows it */
export async function startSingleRedis(hasDisk: boolean): Promise<ArenaRedis> {
  const disk = hasDisk ? await mountRedisDisk() : null
  const redis = await startRedis(disk === null ? {} : { parentDir: disk.dir })
  const links: TcpProxy[] = []
  return {
    now: () => redis,
    disk,
    async wayFor(random) {
      const link = await startTcpProxy({ host: redis.host, port: redis.port }, random)
      links.push(link)
      return { url: `redis://127.0.0.1:${link.port}`, link }
    },
    failOver: null,
    async [Symbol.asyncDispose]() {
      for (const link of links) await link[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
      await disk?.[Symbol.asyncDispose]()
    },
  }
}

/** For so long the replica hears nothing before the primary is lost. */
const LAG_MS = 1_500
const FAILED_OVER_WITHIN_MS = 30_000

export async function startWatchedRedis(): Promise<ArenaRedis> {
  const sentinels = await startRedisSentinel()
  const { primary, replica, url } = sentinels
  let now = primary

  async function failOver(): Promise<void> {
    // A password that nobody asks for keeps the replica from following its primary again.
    await replica.redis.config('SET', 'masterauth', 'none')
    await primary.redis.call('CLIENT', 'KILL', 'TYPE', 'replica')
    await sleep(LAG_MS)
    await primary.kill9()
    await eventually(
      async () => {
        if ((await sentinels.primaryPort()) !== replica.port)
          throw new Error('the replica is not the primary yet')
        if (!(await replica.redis.info('replication')).includes('role:master'))
          throw new Error('it does not know yet')
      },
      { withinMs: FAILED_OVER_WITHIN_MS, everyMs: 50 },
    )
    await replica.redis.config('SET', 'masterauth', '')
    now = replica
  }

  return {
    now: () => now,
    disk: null,
    wayFor: async () => ({ url, link: null }),
    failOver,
    [Symbol.asyncDispose]: () => sentinels[Symbol.asyncDispose](),
  }
}
