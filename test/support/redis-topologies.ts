// A real Redis Cluster, and a real primary with replica and Sentinels, as processes of their own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { eventually } from './eventually.js'
import { type RedisSandbox, startRedis } from './redis-sandbox.js'
import { killWithThisProcess } from './watchdog.js'

const NODE_TIMEOUT_MS = 2_000
const SLOTS = 16_384

export interface RedisClusterSandbox extends AsyncDisposable {
  readonly url: string
  readonly primaries: readonly RedisSandbox[]
}

/** Three primaries that share the slots. */
export async function startRedisCluster(): Promise<RedisClusterSandbox> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(NODE_TIMEOUT_MS)]
  const primaries = await Promise.all([1, 2, 3].map(() => startRedis({ args })))
  const [first, ...others] = primaries
  if (!first) throw new Error('no primary was started')
  for (const [index, { redis }] of primaries.entries()) {
    const from = Math.ceil((SLOTS * index) / primaries.length)
    const to = Math.ceil((SLOTS * (index + 1)) / primaries.length) - 1
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', from, to)
  }
  for (const { host, port } of others) await first.redis.call('CLUSTER', 'MEET', host, port)
  await eventually(
    async () => {
      for (const { redis } of primaries) {
        const info = String(await redis.call('CLUSTER', 'INFO'))
        if (!info.includes('cluster_state:ok') || !info.includes('cluster_known_nodes:3'))
          throw new Error(info)
      }
    },
    { withinMs: 15_000 },
  )
  return {
    url: `redis+cluster://${primaries.map(({ host, port }) => `${host}:${port}`).join(',')}`,
    primaries,
    async [Symbol.asyncDispose]() {
      for (const primary of primaries) await primary[Symbol.asyncDispose]()
    },
  }
}

export interface RedisSentinelSandbox extends AsyncDisposable {
  readonly url: string
  readonly primary: RedisSandbox
  readonly replica: RedisSandbox
  /** Port of the server that the Sentinels take for the primary now. */
  primaryPort(): Promise<number>
}

/** One primary, one replica, and three Sentinels of whom two must agree. */
export async function startRedisSentinel(): Promise<RedisSentinelSandbox> {
  const primary = await startRedis()
  const replica = await startReplica(primary)
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(primary)))
  const [first] = sentinels
  if (!first) throw new Error('no Sentinel was started')
  const asked = new Redis(first.port, '127.0.0.1')
  // Where it cannot be reached, the questions put to it fail.
  asked.on('error', () => undefined)
  await eventually(
    async () => {
      const fields = (await asked.call('SENTINEL', 'MASTER', 'chat')) as string[]
      const field = (name: string) => fields[fields.indexOf(name) + 1]
      if (field('num-slaves') !== '1' || field('num-other-sentinels') !== '2')
        throw new Error('not all are known')
    },
    { withinMs: 20_000 },
  )
  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/chat`,
    primary,
    replica,
    async primaryPort() {
      const [, port] = (await asked.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'chat')) as string[]
      return Number(port)
    },
    async [Symbol.asyncDispose]() {
      asked.disconnect()
      for (const sentinel of sentinels) await sentinel.stop()
      await replica[Symbol.asyncDispose]()
      await primary[Symbol.asyncDispose]()
    },
  }
}

/** A replica that holds all that its primary holds. */
export async function startReplica(primary: RedisSandbox): Promise<RedisSandbox> {
  const replica = await startRedis({ args: ['--replicaof', primary.host, String(primary.port)] })
  await eventually(
    async () => {
      const info = await replica.redis.info('replication')
      if (!info.includes('master_link_status:up')) throw new Error('not linked')
    },
    { withinMs: 15_000 },
  )
  return replica
}

async function startSentinel(primary: RedisSandbox): Promise<{ port: number; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-sentinel-'))
  // A free port is found as for any other server, by one that is ended again.
  const placeholder = await startRedis({ appendOnly: false })
  const { port } = placeholder
  await placeholder[Symbol.asyncDispose]()
  const config = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor chat ${primary.host} ${primary.port} 2`,
    `sentinel down-after-milliseconds chat ${NODE_TIMEOUT_MS}`,
    'sentinel failover-timeout chat 6000',
  ]
  await writeFile(join(dir, 'sentinel.conf'), `${config.join('\n')}\n`)
  const process = spawn('redis-server', [join(dir, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' })
  await once(process, 'spawn')
  const watchdog = killWithThisProcess(process.pid ?? 0, dir)
  return {
    port,
    async stop() {
      const exited = once(process, 'exit')
      process.kill('SIGKILL')
      await exited
      watchdog.release()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
