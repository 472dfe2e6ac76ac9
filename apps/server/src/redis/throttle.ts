import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { ChatError } from '@hubbub/shared'
import type { Cluster, Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { SignInThrottles, WebhookThrottle } from '../chat/ports.js'
import { reach } from './connections.js'
import type { Keys } from './keys.js'

/** Guesses at one account from one address, and from all addresses, before a wait of up to the window. */
const GUESSES_PER_ADDRESS = 10
const GUESSES_IN_ALL = 100
const GUESS_WINDOW_SECONDS = 300
/** How long an address is known to somebody who has signed in from it. */
const KNOWN_SECONDS = 90 * 24 * 3_600

export function createSignInThrottles(
  redis: Redis | Cluster,
  keys: Keys,
  signInsPerMinute: number,
): SignInThrottles {
  const attempts = createThrottle(redis, keys, 'sign-in', signInsPerMinute, 60)
  const guessesHere = createThrottle(redis, keys, 'guess-from', GUESSES_PER_ADDRESS, GUESS_WINDOW_SECONDS)
  const guesses = createThrottle(redis, keys, 'guess', GUESSES_IN_ALL, GUESS_WINDOW_SECONDS)
  const known = (here: string) => `${keys.throttles}:known:${here}`
  return {
    fromAddress: address => attempts.consume(networkOf(address)),
    async forName(name, address) {
      const here = digest(name, networkOf(address))
      await guessesHere.consume(here)
      // Whoever guesses from many places must not keep the owner out, who has signed in from here before.
      if ((await reach(redis.exists(known(here)))) === 0) await guesses.consume(digest(name))
    },
    async succeeded(name, address) {
      const here = digest(name, networkOf(address))
      await guessesHere.reset(here)
      await reach(redis.set(known(here), '1', 'EX', KNOWN_SECONDS))
    },
  }
}

export function createWebhookThrottle(
  redis: Redis | Cluster,
  keys: Keys,
  messagesPer10s: number,
): WebhookThrottle {
  return createThrottle(redis, keys, 'webhook', messagesPer10s, 10, 'Too fast: please wait.').consume
}

/** What one household has: an IPv4 address, or the first 64 bits of an IPv6 one, whose rest anybody may choose. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  const [head = '', tail] = address.split('::')
  const groups = (part: string) => part.split(':').filter(Boolean)
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(Math.max(0, missing)).fill('0'), ...groups(tail ?? '')]
  return `${all
    .slice(0, 4)
    .map(group => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

// Names may be long and hold anything; and whoever reads the keys need not learn who signs in from where.
function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** Counts over all workers and nodes. */
interface Throttle {
  /** @throws ChatError rate_limited, or unavailable when nobody can count */
  consume(key: string): Promise<void>
  /** Forgets what was counted. */
  reset(key: string): Promise<void>
}

function createThrottle(
  redis: Redis | Cluster,
  keys: Keys,
  name: string,
  points: number,
  perSeconds: number,
  tooMany = 'Too many attempts: please wait.',
): Throttle {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${keys.throttles}:${name}`,
    points,
    duration: perSeconds,
  })
  return {
    async consume(key) {
      try {
        await limiter.consume(key)
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) {
          throw new ChatError('rate_limited', tooMany, Math.max(1, refusal.msBeforeNext))
        }
        throw new ChatError('unavailable', 'The chat is not available right now.', 1_000, { cause: refusal })
      }
    },
    async reset(key) {
      await reach(limiter.delete(key))
    },
  }
}
