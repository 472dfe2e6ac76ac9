// Sharded channels on a real Redis Cluster.

import { readFile } from 'node:fs/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { connectRedis } from '../../apps/server/src/redis/connections.js'
import { eventually } from '../support/eventually.js'
import type { RedisSandbox } from '../support/redis-sandbox.js'
import { type RedisClusterSandbox, startRedisCluster } from '../support/redis-topologies.js'

/** A dozen leave none of three shards without one. */
const CHANNELS = Array.from({ length: 12 }, (_, index) => `channel ${index}`)

/** Connections to a server as the kernel has them, also those it has not taken yet. */
async function connectionsTo({ port }: RedisSandbox): Promise<number> {
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n')
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  // sl local_address rem_address st (01: established)
  return lines.filter(line => new RegExp(`^ *\\d+: \\w+:\\w+ \\w+:${hexPort} 01 `).test(line)).length
}

/** A client that listens to all channels of a cluster of three. */
async function listen(redis: RedisClusterSandbox) {
  const nodes = redis.primaries.map(({ host, port }) => ({ host, port }))
  const connections = connectRedis(
    { address: { kind: 'cluster', nodes, tls: false }, ca: null },
    pino({ level: 'silent' }),
  )
  onTestFinished(() => connections.stop())
  await connections.ready()
  const heard = new Map<string, string>()
  const subscribe = (channel: string) =>
    connections.channels.subscribe(channel, {
      message: message => heard.set(channel, message),
      resumed: () => undefined,
    })
  for (const channel of CHANNELS) await subscribe(channel)
  return {
    subscribe,
    reconnect: () => connections.reconnect(),
    hearsAll: (message: string, channels = CHANNELS) =>
      eventually(
        async () => {
          for (const channel of channels) await connections.commands.spublish(channel, message)
          expect(channels.map(channel => heard.get(channel))).toEqual(channels.map(() => message))
        },
        { withinMs: 15_000 },
      ),
  }
}

test('[M2] channels are heard again when a worker connected anew while a shard said nothing to a new subscription', async () => {
  await using redis = await startRedisCluster()
  const [shard] = redis.primaries
  if (!shard) throw new Error('no shard')
  const { reconnect, hearsAll } = await listen(redis)
  await hearsAll('before')

  const before = await connectionsTo(shard)
  await shard.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  shard.pause()
  await eventually(async () => expect(await connectionsTo(shard)).toBe(before))
  reconnect()
  shard.resume()
  await hearsAll('after')
})

test('[M2] whoever asked for channels while a shard was dead gets an answer, also when all connect anew, and hears them once it is back', async () => {
  await using redis = await startRedisCluster()
  const [shard] = redis.primaries
  if (!shard) throw new Error('no shard')
  const { subscribe, reconnect, hearsAll } = await listen(redis)
  await shard.kill9()
  const more = CHANNELS.map(channel => `another ${channel}`)
  const answers = Promise.allSettled(more.map(subscribe))
  for (let count = 0; count < 3; count += 1) reconnect()
  await answers
  await shard.start()
  await hearsAll('after', [...CHANNELS, ...more])
})
