// Whether this worker can still write to Redis and hears what it says there: a message to itself over the whole way that
// entries take. Notices what no error tells: a half-open connection, a subscription that was lost.

import { randomUUID } from 'node:crypto'
import type { Log } from '../log.js'
import { isRefusal } from '../redis-refusal.js'
import type { RedisConnections } from './connections.js'

const ECHO_MS = 1_000
/**
 * Without an echo for so long, Redis counts as lost, and with the next one due the connections are opened anew. With ECHO_MS
 * below the 5 s of rule O1.
 */
const LOST_AFTER_MS = 3_500

export interface Echo {
  isHeard(): boolean
  /** Since the last echo, or since the first was waited for; in milliseconds. */
  ageMs(): number
  stop(): void
}

export function startEcho(
  redis: Pick<RedisConnections, 'commands' | 'channels' | 'reconnect' | 'onRestored'>,
  channel: string,
  logger: Log,
  now: () => number,
): Echo {
  const startedAt = now()
  let heardAt = Number.NEGATIVE_INFINITY
  /** Since when the connections stand, or are being opened anew. */
  let connectedAt = now()
  let nonce = ''

  redis.channels
    .subscribe(channel, {
      message(heard) {
        if (heard === nonce) heardAt = now()
      },
      resumed: speak,
    })
    .then(speak, error => logger.warn({ reason: String(error) }, 'cannot subscribe to the echo'))
  const echoes = setInterval(speak, ECHO_MS)
  // What was silent until now was Redis, not the connections.
  const unlisten = redis.onRestored(() => {
    connectedAt = now()
  })

  return {
    isHeard: () => now() - heardAt < LOST_AFTER_MS,
    ageMs: () => now() - Math.max(heardAt, startedAt),
    stop() {
      clearInterval(echoes)
      unlisten()
      redis.channels.unsubscribe(channel)
    },
  }

  function speak(): void {
    const silentMs = now() - Math.max(heardAt, connectedAt)
    if (silentMs > LOST_AFTER_MS) {
      connectedAt = now()
      logger.warn({ silentMs }, 'no echo through redis, reconnecting')
      redis.reconnect()
    }
    nonce = randomUUID()
    say(nonce).catch(error => {
      // It answers, and takes no writes: to connect anew would only be one more thing to do for it.
      if (isRefusal(error)) connectedAt = now()
      logger.debug({ reason: String(error) }, 'echo not sent')
    })
  }

  // With a write before it: a Redis whose memory or disk is full goes on publishing, but takes no message.
  async function say(what: string): Promise<void> {
    await redis.commands.set(channel, what, 'PX', LOST_AFTER_MS)
    await redis.commands.spublish(channel, what)
  }
}
