// Sharded channels, and what becomes of them when a connection is lost: they are subscribed again, and whoever listens
// is told that messages may be missing. Always true: when `resumed` is called, the channel is subscribed again or is
// about to be; what was published in between is in nobody's hands.

import type { Cluster, Redis } from 'ioredis'
import type { Log } from '../log.js'

/** Channels in one SSUBSCRIBE after a reconnect; keeps Redis from standing still for it. */
const CHANNELS_AT_ONCE = 500

export interface ChannelListener {
  message(message: string): void
  resumed(): void
}

export interface Subscriber {
  /** Resolves when the subscription stands; rejects where a cluster serves the channel's slot by nobody. */
  subscribe(channel: string, listener: ChannelListener): Promise<void>
  unsubscribe(channel: string): void
}

/** On one server, and behind Sentinels: the connection is `autoResubscribe: false`, and this subscribes again. */
export function createSubscriber(redis: Redis, logger: Log): Subscriber {
  const listeners = listenOn(redis)
  redis.on('ready', () => {
    const channels = [...listeners.keys()]
    for (let from = 0; from < channels.length; from += CHANNELS_AT_ONCE) {
      void subscribeAgain(channels.slice(from, from + CHANNELS_AT_ONCE))
    }
  })
  return subscriberOf(redis, listeners, logger)

  async function subscribeAgain(channels: readonly string[]): Promise<void> {
    try {
      await redis.ssubscribe(...channels)
      for (const channel of channels) listeners.get(channel)?.resumed()
    } catch (error) {
      // The connection was lost again; the next one starts over.
      logger.warn({ reason: String(error) }, 'cannot subscribe again')
    }
  }
}

/** On a Redis Cluster: ioredis keeps a connection per shard and subscribes again, also when slots move. */
export function createClusterSubscriber(cluster: Cluster, logger: Log): Subscriber {
  const listeners = listenOn(cluster)
  cluster.on('subscribersReady', () => {
    for (const listener of listeners.values()) listener.resumed()
  })
  return subscriberOf(cluster, listeners, logger)
}

type Listeners = Map<string, ChannelListener>

function listenOn(redis: Redis | Cluster): Listeners {
  const listeners: Listeners = new Map()
  redis.on('smessage', (channel: string, message: string) => listeners.get(channel)?.message(message))
  return listeners
}

function subscriberOf(redis: Redis | Cluster, listeners: Listeners, logger: Log): Subscriber {
  return {
    async subscribe(channel, listener) {
      listeners.set(channel, listener)
      await redis.ssubscribe(channel)
    },
    unsubscribe(channel) {
      listeners.delete(channel)
      void leave(channel)
    },
  }

  async function leave(channel: string): Promise<void> {
    try {
      await redis.sunsubscribe(channel)
    } catch (error) {
      logger.debug({ reason: String(error) }, 'cannot unsubscribe')
    }
  }
}
