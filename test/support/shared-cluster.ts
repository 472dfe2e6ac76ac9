// One Redis Cluster for all tests of a file.

import { Cluster, type Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import type { RedisSandbox } from './redis-sandbox.js'
import { type RedisClusterSandbox, startRedisCluster } from './redis-topologies.js'

let shared: Promise<RedisClusterSandbox> | null = null
let prefixes = 0

/** A cluster shared by all tests of a file, with a key prefix of its own; `redis` looks at all of its primaries. */
export async function sharedCluster(): Promise<{ url: string; redis: Redis; prefix: string }> {
  shared ??= startRedisCluster()
  const { url, primaries } = await shared
  prefixes += 1
  const cluster = new Cluster(primaries.map(({ host, port }) => ({ host, port })))
  onTestFinished(() => cluster.disconnect())
  return { url, redis: lookingAtAll(cluster, primaries), prefix: `t${process.pid}-${prefixes}:` }
}

// What Redis answers of one server only, asked of each.
function lookingAtAll(cluster: Cluster, primaries: readonly RedisSandbox[]): Redis {
  const each = <T>(ask: (redis: Redis) => Promise<T>) => Promise.all(primaries.map(({ redis }) => ask(redis)))
  const ofAll = {
    keys: async (pattern: string) => (await each(redis => redis.keys(pattern))).flat(),
    info: async (section: string) => (await each(redis => redis.info(section))).join('\n'),
    config: (action: 'RESETSTAT') => each(redis => redis.config(action)),
    script: (action: 'FLUSH') => each(redis => redis.script(action)),
  }
  const looker: unknown = new Proxy(cluster, {
    get(target, name) {
      const own: unknown = Reflect.get(ofAll, name)
      const value: unknown = own ?? Reflect.get(target, name)
      return typeof value === 'function' && own === undefined ? value.bind(target) : value
    },
  })
  // A cluster takes every command that the tests give.
  return looker as Redis
}
