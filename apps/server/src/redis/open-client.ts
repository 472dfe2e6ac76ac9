// Clients of Redis: of one server, behind Sentinels, of a cluster.

import { Cluster, type Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress } from '../redis-address.js'
import { JoinedWrites } from './joined-writes.js'

/** Shorter than a client's ACK_TIMEOUT_MS, so that the server decides whenever it can. */
const COMMAND_TIMEOUT_MS = 2_000
/** Often enough to be back at once, and nothing to a Redis that starts: three connections per worker, four with `wait:n`. */
const RECONNECT_MAX_MS = 500

export interface RedisPlace {
  address: RedisAddress
  /** Certificates to trust instead of the usual ones, in PEM. */
  ca: string | null
}

/** For commands: the caller answers `unavailable`, and the client, who has an idempotency key, is the one who retries. */
export const FAIL_FAST: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  commandTimeout: COMMAND_TIMEOUT_MS,
}

/** A client for whatever Redis there is; connects in the background. */
export function open(place: RedisPlace, options: RedisOptions): Redis | Cluster {
  const { address } = place
  const all = optionsOf(place, options)
  return address.kind === 'cluster' ? openCluster(address, all) : openServer(address, all)
}

export function optionsOf(place: RedisPlace, options: RedisOptions): RedisOptions {
  return {
    connectTimeout: 5_000,
    // One that is half-open never says goodbye.
    disconnectTimeout: 250,
    keepAlive: 5_000,
    // A Redis that reads its files says how long that will take, and is wrong at first: ioredis is not to wait for so long.
    maxLoadingRetryTime: 100,
    ...security(place),
    ...options,
  }
}

function backOff(attempt: number): number {
  return Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS) * (0.75 + Math.random() / 2)
}

export function openCluster(
  { nodes }: Extract<RedisAddress, { kind: 'cluster' }>,
  { enableOfflineQueue = true, ...redisOptions }: RedisOptions,
  shardedSubscribers = false,
): Cluster {
  return new Cluster(nodes, {
    redisOptions: { ...redisOptions, replyMapping: 'legacy' },
    enableOfflineQueue,
    clusterRetryStrategy: backOff,
    // Where a slot is served by nobody, a command would wait longer than its own time-out for nothing.
    retryDelayOnClusterDown: 250,
    slotsRefreshInterval: 5_000,
    shardedSubscribers,
  })
}

export function openServer(
  address: Exclude<RedisAddress, { kind: 'cluster' }>,
  options: RedisOptions,
): Redis {
  return new JoinedWrites({
    ...options,
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
