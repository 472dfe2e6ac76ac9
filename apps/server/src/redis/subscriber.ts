// Sharded channels, and what becomes of them when a connection is lost: they are subscribed again, and whoever listens
// is told that messages may be missing. Always true: when `resumed` is called, the channel is subscribed again or is
// about to be; what was published in between is in nobody's hands.

import { setTimeout as delay } from 'node:timers/promises'
import { Cluster, type Redis } from 'ioredis'
import type { Log } from '../log.js'

/** Channels in one SSUBSCRIBE after a reconnect; keeps Redis from standing still for it. */
const CHANNELS_AT_ONCE = 500
/** Where nobody serves a channel's slot of a cluster at the moment. */
const SUBSCRIBE_AGAIN_MS = 500

export interface ChannelListener {
  message(message: string): void
  resumed(): void
}

export interface Subscriber {
  /** Resolves when the subscription stands; rejects where a cluster serves the channel's slot by nobody. */
  subscribe(channel: string, listener: ChannelListener): Promise<void>
  unsubscribe(channel: string): void
}

export interface RenewableSubscriber extends Subscriber {
  client(): Redis | Cluster
  /** Goes on with a new client. */
  renew(): void
}

/** @param open a client that is `autoResubscribe: false`, or one of a cluster with `shardedSubscribers: true` */
export function createSubscriber(open: () => Redis | Cluster, logger: Log): RenewableSubscriber {
  const listeners = new Map<string, ChannelListener>()
  let current = start()

  return {
    async subscribe(channel, listener) {
      listeners.set(channel, listener)
      await current.ssubscribe(channel)
    },
    unsubscribe(channel) {
      listeners.delete(channel)
      void leave(channel)
    },
    client: () => current,
    renew() {
      for (const event of ['smessage', 'ready', 'subscribersReady']) current.removeAllListeners(event)
      current.disconnect()
      current = start()
      if (current instanceof Cluster)
        for (const channel of listeners.keys()) void subscribeOne(current, channel)
    },
  }

  function start(): Redis | Cluster {
    const redis = open()
    redis.on('smessage', (channel: string, message: string) => listeners.get(channel)?.message(message))
    // On a cluster ioredis keeps a connection per shard and subscribes again, also when slots move.
    if (redis instanceof Cluster) redis.on('subscribersReady', () => resume(listeners.keys()))
    else redis.on('ready', () => subscribeAll(redis))
    return redis
  }

  function subscribeAll(redis: Redis): void {
    const channels = [...listeners.keys()]
    for (let from = 0; from < channels.length; from += CHANNELS_AT_ONCE) {
      void subscribeSome(redis, channels.slice(from, from + CHANNELS_AT_ONCE))
    }
  }

  async function subscribeSome(redis: Redis, channels: readonly string[]): Promise<void> {
    try {
      await redis.ssubscribe(...channels)
      resume(channels)
    } catch (error) {
      // The connection was lost again; the next one starts over.
      logger.warn({ reason: String(error) }, 'cannot subscribe again')
    }
  }

  async function subscribeOne(cluster: Cluster, channel: string): Promise<void> {
    while (cluster === current && cluster.status !== 'end' && listeners.has(channel)) {
      try {
        await cluster.ssubscribe(channel)
        return resume([channel])
      } catch (error) {
        logger.warn({ channel, reason: String(error) }, 'cannot subscribe again')
        await delay(SUBSCRIBE_AGAIN_MS)
      }
    }
  }

  function resume(channels: Iterable<string>): void {
    for (const channel of channels) listeners.get(channel)?.resumed()
  }

  async function leave(channel: string): Promise<void> {
    try {
      await current.sunsubscribe(channel)
    } catch (error) {
      logger.debug({ reason: String(error) }, 'cannot unsubscribe')
    }
  }
}
