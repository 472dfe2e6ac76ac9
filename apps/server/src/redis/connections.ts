// The connections to Redis and the one policy for its errors:
//  - a command fails fast (no offline queue, no resending): the caller answers `unavailable`, and the client, who has
//    an idempotency key, is the one who retries;
//  - a subscriber waits for Redis for ever and is told to subscribe again by whoever owns it.

import { ChatError } from '@hubbub/shared'
import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../log.js'

/** Shorter than a client's ACK_TIMEOUT_MS, so that the server decides whenever it can. */
const COMMAND_TIMEOUT_MS = 2_000
const RECONNECT_MAX_MS = 1_000

export interface RedisConnections {
  /** Everything but subscribing. */
  commands: Redis
  /** Room feeds; subscribes nothing by itself after a reconnect. */
  feed: Redis
  /** The Socket.IO adapter's subscriber. */
  adapter: Redis
  /** Resolves when all of them stand. */
  ready(): Promise<void>
  stop(): void
}

/** Connects in the background; use `reach` on what the connections answer. */
export function connectRedis(url: string, log: Log): RedisConnections {
  const open = (name: string, options: RedisOptions) => {
    const redis = new Redis(redisAddress(url), {
      ...shared,
      ...options,
      connectionName: `hubbub-${name}`,
      replyMapping: 'legacy',
    })
    // Without a listener ioredis prints every failed attempt; one line per loss is enough.
    let lost = false
    redis.on('error', error => {
      if (!lost) log.warn({ connection: name, reason: error.message }, 'redis connection lost')
      lost = true
    })
    redis.on('ready', () => {
      if (lost) log.warn({ connection: name }, 'redis connection restored')
      lost = false
    })
    return redis
  }

  const connections = {
    commands: open('commands', {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: COMMAND_TIMEOUT_MS,
    }),
    feed: open('feed', { maxRetriesPerRequest: null, autoResubscribe: false }),
    adapter: open('adapter', { maxRetriesPerRequest: null }),
  }
  return {
    ...connections,
    async ready() {
      await Promise.all(Object.values(connections).map(isReady))
    },
    stop() {
      for (const redis of Object.values(connections)) redis.disconnect()
    },
  }
}

function isReady(redis: Redis): Promise<void> {
  return new Promise(resolve => (redis.status === 'ready' ? resolve() : redis.once('ready', () => resolve())))
}

const shared: RedisOptions = {
  connectTimeout: 5_000,
  keepAlive: 5_000,
  retryStrategy: attempt => Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS) * (0.75 + Math.random() / 2),
  // A replica that was the primary a moment ago: connect again to find the new one.
  reconnectOnError: error => (error.message.startsWith('READONLY') ? 2 : false),
}

/** What ioredis takes for `redis://…`, `rediss://…` or `unix:///path/to/socket`. */
export function redisAddress(url: string): string {
  return url.startsWith('unix://') ? url.slice('unix://'.length) : url
}

/** @throws ChatError `unavailable` for whatever kept Redis from doing what was asked */
export async function reach<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply
  } catch (error) {
    throw new ChatError('unavailable', 'The chat is not available right now.', 1_000, { cause: error })
  }
}

/** The oldest major version with sharded pub/sub. */
const REDIS_MIN_MAJOR = 7

/** @throws Error with one line for a person when Redis cannot be reached within `withinMs`, or is too old */
export async function checkRedis(url: string, withinMs: number): Promise<void> {
  const redis = new Redis(redisAddress(url), {
    lazyConnect: true,
    connectTimeout: withinMs,
    commandTimeout: withinMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  let reason = 'no answer'
  redis.on('error', error => {
    reason = error.message
  })
  try {
    await redis.connect()
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown'
    if (Number.parseInt(version, 10) < REDIS_MIN_MAJOR) {
      throw new TooOld(
        `Redis at ${shown(url)} is version ${version}; Hubbub needs ${REDIS_MIN_MAJOR} or newer.`,
      )
    }
  } catch (error) {
    if (error instanceof TooOld) throw error
    if (error instanceof Error && reason === 'no answer') reason = error.message
    throw new Error(`Redis at ${shown(url)} cannot be reached: ${reason}`, { cause: error })
  } finally {
    redis.disconnect()
  }
}

class TooOld extends Error {}

// A password in the URL must not reach a terminal or a log.
function shown(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//')
}
