// Sharded channels on a real Redis Cluster.

import { readFile } from 'node:fs/promises'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { connectRedis } from '../../apps/server/src/redis/connections.js'
import { eventually } from '../support/eventually.js'
import type { RedisSandbox } from '../support/redis-sandbox.js'
import { startRedisCluster } from '../support/redis-topologies.js'

/** A dozen leave none of three shards without one. */
const CHANNELS = Array.from({ length: 12 }, (_, index) => `channel ${index}`)

/** Connections to a server as the kernel has them, also those it has not taken yet. */
async function connectionsTo({ port }: RedisSandbox): Promise<number> {
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n')
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  // sl local_address rem_address st (01: established)
  return lines.filter(line => new RegExp(`^ *\\d+: \\w+:\\w+ \\w+:${hexPort} 01 `).test(line)).length
}

test('[M2] channels are heard again when a worker connected anew while a shard said nothing to a new subscription', async () => {
  await using redis = await startRedisCluster()
  const [shard] = redis.primaries
  if (!shard) throw new Error('no shard')
  const nodes = redis.primaries.map(({ host, port }) => ({ host, port }))
  const connections = connectRedis(
    { address: { kind: 'cluster', nodes, tls: false }, ca: null },
    pino({ level: 'silent' }),
  )
  try {
    await connections.ready()
    const heard = new Map<string, string>()
    for (const channel of CHANNELS)
      await connections.channels.subscribe(channel, {
        message: message => heard.set(channel, message),
        resumed: () => undefined,
      })
    const hearsAll = (message: string) =>
      eventually(
        async () => {
          for (const channel of CHANNELS) await connections.commands.spublish(channel, message)
          expect(CHANNELS.map(channel => heard.get(channel))).toEqual(CHANNELS.map(() => message))
        },
        { withinMs: 10_000 },
      )
    await hearsAll('before')

    const before = await connectionsTo(shard)
    await shard.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    shard.pause()
    await eventually(async () => expect(await connectionsTo(shard)).toBe(before))
    connections.reconnect()
    shard.resume()
    await hearsAll('after')
  } finally {
    connections.stop()
  }
})
