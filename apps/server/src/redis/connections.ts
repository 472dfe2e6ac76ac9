// The connections to Redis and the one policy for its errors:
//  - a command fails fast (no offline queue, no resending): the caller answers `unavailable`, and the client, who has
//    an idempotency key, is the one who retries;
//  - a subscriber waits for Redis for ever, and says so to those who listen when it had been away.

import { ChatError } from '@hubbub/shared'
import { Cluster, type Redis, type RedisOptions } from 'ioredis'
import { inTime } from '../in-time.js'
import type { Log } from '../log.js'
import { shownAddress } from '../redis-address.js'
import { createClusterSubscriber } from './cluster-subscriber.js'
import { FAIL_FAST, open, openCluster, openServer, optionsOf, type RedisPlace } from './open-client.js'
import { createSubscriber, isReady, type Subscriber } from './subscriber.js'

/** Every command we use; one server and a cluster take them alike. */
export type Commands = Pick<
  Redis,
  | 'get'
  | 'set'
  | 'del'
  | 'exists'
  | 'expire'
  | 'persist'
  | 'hset'
  | 'hget'
  | 'hgetall'
  | 'hdel'
  | 'hmget'
  | 'sadd'
  | 'srem'
  | 'scard'
  | 'smembers'
  | 'sscan'
  | 'sismember'
  | 'smismember'
  | 'zadd'
  | 'zrank'
  | 'zrange'
  | 'zrangebyscore'
  | 'zrangebylex'
  | 'zrem'
  | 'eval'
  | 'evalsha'
  | 'spublish'
>

export interface RedisConnections {
  /** Everything but subscribing. */
  commands: Commands
  /** A connection that appends may hold back (`redis/replica-wait.ts`); opened when first asked for. */
  appends(): Redis | Cluster
  /** Sharded channels. */
  channels: Subscriber
  /** For libraries that want a whole client: one to publish with, one to subscribe with. */
  library: { commands: Redis | Cluster; subscriber: Redis | Cluster }
  /** Calls back each time commands can be given again. @returns a function that ends this */
  onRestored(listener: () => void): () => void
  /** Opens the connections anew, for when they look alive and are not. */
  reconnect(): void
  /** Resolves when all of them stand. */
  ready(): Promise<void>
  stop(): void
}

/** Connects in the background; use `reach` on what the connections answer. */
export function connectRedis(place: RedisPlace, logger: Log): RedisConnections {
  const { address } = place
  const reported = <Client extends Redis | Cluster>(name: string, redis: Client): Client => {
    reportLosses(redis, name, logger)
    return redis
  }
  const commands = reported('commands', open(place, FAIL_FAST))
  const subscriber = reported('subscriber', open(place, { maxRetriesPerRequest: null }))
  const patient: RedisOptions = { maxRetriesPerRequest: null, autoResubscribe: false }
  const channels =
    address.kind === 'cluster'
      ? createClusterSubscriber(
          () => reported('channels', openCluster(address, optionsOf(place, patient), true)),
          logger,
        )
      : createSubscriber(reported('channels', openServer(address, optionsOf(place, patient))), logger)
  let appends: Redis | Cluster | null = null
  const others = () => (appends === null ? [commands, subscriber] : [commands, subscriber, appends])

  return {
    commands,
    channels,
    library: { commands, subscriber },
    appends() {
      appends ??= reported('appends', open(place, FAIL_FAST))
      return appends
    },
    onRestored(listener) {
      commands.on('ready', listener)
      return () => void commands.off('ready', listener)
    },
    reconnect() {
      for (const redis of others()) {
        // A cluster's client asks any one server whether all is well, and waits as long as that says nothing.
        const isWaiting = redis instanceof Cluster && redis.status === 'connect'
        if (redis.status === 'ready' || isWaiting) redis.disconnect(true)
      }
      channels.reconnect()
    },
    async ready() {
      await Promise.all([...others().map(isReady), channels.ready()])
    },
    stop() {
      for (const redis of others()) redis.disconnect()
      channels.stop()
    },
  }
}

// Without a listener ioredis prints every failed attempt; one line per loss is enough.
function reportLosses(redis: Redis | Cluster, connection: string, logger: Log): void {
  let lost = false
  redis.on('error', (error: Error) => {
    if (!lost) logger.warn({ connection, reason: error.message }, 'redis connection lost')
    lost = true
  })
  redis.on('ready', () => {
    if (lost) logger.warn({ connection }, 'redis connection restored')
    lost = false
  })
}

/**
 * @param retryAfterMs how long whoever asked should leave Redis alone
 * @throws ChatError `unavailable` for whatever kept Redis from doing what was asked
 */
export async function reach<T>(reply: Promise<T>, retryAfterMs = 1_000): Promise<T> {
  try {
    return await reply
  } catch (error) {
    throw new ChatError('unavailable', 'The chat is not available right now.', retryAfterMs, { cause: error })
  }
}

/** The oldest major version with sharded pub/sub. */
const REDIS_MIN_MAJOR = 7

/** @throws Error with one line for a person when Redis cannot be reached within `withinMs`, or is too old */
export async function checkRedis(place: RedisPlace, withinMs: number): Promise<void> {
  const redis = open(place, { ...FAIL_FAST, commandTimeout: withinMs })
  let reason = `no answer within ${withinMs / 1_000} s`
  redis.on('error', (error: Error & { lastNodeError?: Error }) => {
    reason = error.lastNodeError?.message ?? error.message
  })
  try {
    await inTime(isReady(redis), withinMs, () => new Error(reason))
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown'
    if (Number.parseInt(version, 10) >= REDIS_MIN_MAJOR) return
    reason = `it is version ${version}; Hubbub needs ${REDIS_MIN_MAJOR} or newer`
  } catch (error) {
    if (error instanceof Error) reason = error.message
  } finally {
    redis.disconnect()
  }
  throw new Error(`Redis at ${shownAddress(place.address)} cannot be used: ${reason}`)
}
