// The connections to Redis and the one policy for its errors:
//  - a command fails fast (no offline queue, no resending): the caller answers `unavailable`, and the client, who has
//    an idempotency key, is the one who retries;
//  - a subscriber waits for Redis for ever, and says so to those who listen when it had been away.

import { ChatError } from '@hubbub/shared'
import { Cluster, type Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../log.js'
import { type RedisAddress, shownAddress } from '../redis-address.js'
import { JoinedWrites } from './joined-writes.js'
import { createSubscriber, type Subscriber } from './subscriber.js'

/** Shorter than a client's ACK_TIMEOUT_MS, so that the server decides whenever it can. */
const COMMAND_TIMEOUT_MS = 2_000
/** Three connections per worker: often enough to be back at once, and nothing to a Redis that starts. */
const RECONNECT_MAX_MS = 500

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
  | 'hdel'
  | 'hmget'
  | 'sadd'
  | 'srem'
  | 'smembers'
  | 'sismember'
  | 'zadd'
  | 'zrank'
  | 'zrange'
  | 'zrangebyscore'
  | 'zrem'
  | 'eval'
  | 'evalsha'
  | 'spublish'
>

export interface RedisPlace {
  address: RedisAddress
  /** Certificates to trust instead of the usual ones, in PEM. */
  ca: string | null
}

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
  const opened = (name: string, options: RedisOptions, shardedSubscribers = false) => {
    const redis = open(place, options, shardedSubscribers)
    reportLosses(redis, name, logger)
    return redis
  }
  const commands = opened('commands', FAIL_FAST)
  const subscriber = opened('subscriber', { maxRetriesPerRequest: null })
  const channels = createSubscriber(
    () => opened('channels', { maxRetriesPerRequest: null, autoResubscribe: false }, true),
    logger,
  )
  let appends: Redis | Cluster | null = null
  const others = () => (appends === null ? [commands, subscriber] : [commands, subscriber, appends])
  const all = () => [...others(), channels.client()]

  return {
    commands,
    channels,
    library: { commands, subscriber },
    appends() {
      appends ??= opened('appends', FAIL_FAST)
      return appends
    },
    onRestored(listener) {
      commands.on('ready', listener)
      return () => void commands.off('ready', listener)
    },
    reconnect() {
      for (const redis of others()) if (redis.status === 'ready') redis.disconnect(true)
      // A cluster's client that is disconnected while it connects to a shard that says nothing never subscribes again:
      // ioredis 6.0 awaits a start in `ClusterSubscriberGroup.reset` whose listeners it has removed.
      if (channels.client().status === 'ready') channels.renew()
    },
    async ready() {
      await Promise.all(all().map(isReady))
    },
    stop() {
      for (const redis of all()) redis.disconnect()
    },
  }
}

const FAIL_FAST: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  commandTimeout: COMMAND_TIMEOUT_MS,
}

function open(place: RedisPlace, options: RedisOptions, shardedSubscribers = false): Redis | Cluster {
  const { address } = place
  const shared: RedisOptions = {
    connectTimeout: 5_000,
    // One that is half-open never says goodbye.
    disconnectTimeout: 250,
    keepAlive: 5_000,
    // ioredis would believe a Redis that reads its files in how long that will take, which it does not know at first.
    maxLoadingRetryTime: 100,
    ...security(place),
    ...options,
  }
  const backOff = (attempt: number) =>
    Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS) * (0.75 + Math.random() / 2)
  if (address.kind === 'cluster') {
    const { enableOfflineQueue = true, ...redisOptions } = shared
    return new Cluster(address.nodes, {
      redisOptions: { ...redisOptions, replyMapping: 'legacy' },
      enableOfflineQueue,
      clusterRetryStrategy: backOff,
      // Where a slot is served by nobody, a command would wait longer than its own time-out for nothing.
      retryDelayOnClusterDown: 250,
      slotsRefreshInterval: 5_000,
      shardedSubscribers,
    })
  }
  return new JoinedWrites({
    ...shared,
    ...target(address),
    retryStrategy: backOff,
    sentinelRetryStrategy: backOff,
    // A replica that was the primary a moment ago: connect again to find the new one.
    reconnectOnError: error => (error.message.startsWith('READONLY') ? 2 : false),
    replyMapping: 'legacy',
  })
}

function target(address: Exclude<RedisAddress, { kind: 'cluster' }>): RedisOptions {
  switch (address.kind) {
    case 'socket':
      return { path: address.path }
    case 'server':
      return { host: address.host, port: address.port, db: address.db }
    case 'sentinel':
      return {
        sentinels: address.sentinels,
        name: address.name,
        db: address.db,
        enableTLSForSentinelMode: address.tls,
      }
  }
}

function security({ address, ca }: RedisPlace): RedisOptions {
  const { tls, username, password } = address
  const trust = ca === null ? {} : { ca }
  return {
    ...(tls ? { tls: trust, sentinelTLS: trust } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
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

function isReady(redis: Redis | Cluster): Promise<void> {
  return new Promise(resolve => (redis.status === 'ready' ? resolve() : redis.once('ready', () => resolve())))
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
    await inTime(isReady(redis), withinMs)
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown'
    if (Number.parseInt(version, 10) >= REDIS_MIN_MAJOR) return
    reason = `it is version ${version}; Hubbub needs ${REDIS_MIN_MAJOR} or newer`
  } catch (error) {
    if (!(error instanceof TookTooLong) && error instanceof Error) reason = error.message
  } finally {
    redis.disconnect()
  }
  throw new Error(`Redis at ${shownAddress(place.address)} cannot be used: ${reason}`)
}

class TookTooLong extends Error {}

async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong()), withinMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
