// Sharded channels on a Redis Cluster. Always true: what is listened for is subscribed with the current client, or is about
// to be; whoever asked for a subscription gets an answer, whatever becomes of the client.

import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from 'ioredis'
import type { Log } from '../log.js'
import { forward, isReady, type Listeners, leave, type ReconnectingSubscriber } from './subscriber.js'

/** Where nobody serves a channel's slot at the moment. */
const SUBSCRIBE_AGAIN_MS = 500
/** While a shard is away, ioredis says up to 80 times a second that it has subscribed again. */
const RESUMED_EVERY_MS = 1_000

/**
 * ioredis keeps a connection per shard and subscribes again, also when slots move. To connect anew is to go on with another
 * client: one that is disconnected while it connects to a shard that says nothing never subscribes again, since ioredis 6.0
 * awaits a start in `ClusterSubscriberGroup.reset` whose listeners it has removed.
 *
 * @param open makes a client with `shardedSubscribers: true`
 */
export function createClusterSubscriber(open: () => Cluster, logger: Log): ReconnectingSubscriber {
  const listeners: Listeners = new Map()
  /** How to fail each subscription that does not stand yet: ioredis may forget those of a client that is disconnected. */
  const underWay = new Set<(reason: Error) => void>()
  let isStopped = false
  let current = start()

  return {
    subscribe(channel, listener) {
      listeners.set(channel, listener)
      return new Promise((resolve, reject) => {
        underWay.add(reject)
        subscribeWith(current, channel)
          .then(resolve, reject)
          .finally(() => underWay.delete(reject))
      })
    },
    unsubscribe(channel) {
      listeners.delete(channel)
      void leave(current.cluster, channel, logger)
    },
    ready: () => current.ready,
    stop() {
      isStopped = true
      current.end()
    },
    reconnect() {
      current.end()
      for (const fail of [...underWay]) fail(new Error('reconnecting to redis'))
      current = start()
      void subscribeAgain(current)
    },
  }

  function start() {
    const cluster = open()
    const stopForwarding = forward(cluster, listeners)
    const resumed = atMostEvery(RESUMED_EVERY_MS, () => {
      for (const listener of listeners.values()) listener.resumed()
    })
    cluster.on('subscribersReady', resumed.call)
    return {
      cluster,
      /** Before that, ioredis would throw what is wrong with a cluster at nobody. */
      ready: isReady(cluster),
      end() {
        stopForwarding()
        cluster.off('subscribersReady', resumed.call)
        resumed.cancel()
        cluster.disconnect()
      },
    }
  }

  async function subscribeWith({ cluster, ready }: typeof current, channel: string): Promise<void> {
    await ready
    await cluster.ssubscribe(channel)
  }

  /** Also what nobody serves at the moment, until it is served or the client is no longer this one. */
  async function subscribeAgain(client: typeof current): Promise<void> {
    const isCurrent = () => client === current && !isStopped
    let missing = [...listeners.keys()]
    for (let round = 0; missing.length > 0; round++) {
      if (round > 0) await delay(SUBSCRIBE_AGAIN_MS)
      const outcomes = await Promise.allSettled(missing.map(channel => subscribeWith(client, channel)))
      if (!isCurrent()) return
      const failed: string[] = []
      for (const [index, channel] of missing.entries()) {
        if (outcomes[index]?.status === 'fulfilled') listeners.get(channel)?.resumed()
        else if (listeners.has(channel)) failed.push(channel)
      }
      if (round === 0 && failed.length > 0)
        logger.warn({ channels: failed.length }, 'cannot subscribe again to all channels yet')
      missing = failed
    }
  }
}

/** Calls at once, and again when the time is over if it was asked to meanwhile. */
function atMostEvery(ms: number, act: () => void): { call(): void; cancel(): void } {
  let pause: NodeJS.Timeout | null = null
  let isDue = false

  function run() {
    isDue = false
    pause = setTimeout(() => {
      pause = null
      if (isDue) run()
    }, ms)
    act()
  }

  return {
    call() {
      if (pause === null) run()
      else isDue = true
    },
    cancel() {
      if (pause !== null) clearTimeout(pause)
    },
  }
}
