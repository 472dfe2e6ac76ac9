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

export interface ReconnectingSubscriber extends Subscriber {
  /** Goes on with another connection, for when this one looks alive and is not. */
  reconnect(): void
  /** Resolves when it is connected. */
  ready(): Promise<void>
  stop(): void
}

export type Listeners = Map<string, ChannelListener>

/** On one server, and behind Sentinels: the connection is `autoResubscribe: false`, and this subscribes again. */
export function createSubscriber(redis: Redis, logger: Log): ReconnectingSubscriber {
  const listeners: Listeners = new Map()
  forward(redis, listeners)
  redis.on('ready', () => {
    const channels = [...listeners.keys()]
    for (let from = 0; from < channels.length; from += CHANNELS_AT_ONCE) {
      void subscribeAgain(channels.slice(from, from + CHANNELS_AT_ONCE))
    }
  })

  return {
    async subscribe(channel, listener) {
      listeners.set(channel, listener)
      await redis.ssubscribe(channel)
    },
    unsubscribe(channel) {
      listeners.delete(channel)
      void leave(redis, channel, logger)
    },
    reconnect() {
      if (redis.status === 'ready') redis.disconnect(true)
    },
    ready: () => isReady(redis),
    stop: () => redis.disconnect(),
  }

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

/** Passes on what is said on the channels that are listened for. @returns a function that ends it */
export function forward(redis: Redis | Cluster, listeners: Listeners): () => void {
  const pass = (channel: string, message: string) => listeners.get(channel)?.message(message)
  redis.on('smessage', pass)
  return () => void redis.off('smessage', pass)
}

export async function leave(redis: Redis | Cluster, channel: string, logger: Log): Promise<void> {
  try {
    await redis.sunsubscribe(channel)
  } catch (error) {
    logger.debug({ reason: String(error) }, 'cannot unsubscribe')
  }
}

export function isReady(redis: Redis | Cluster): Promise<void> {
  return new Promise(resolve => (redis.status === 'ready' ? resolve() : redis.once('ready', () => resolve())))
}
