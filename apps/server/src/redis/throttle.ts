import { createHash } from 'node:crypto'
import { ChatError } from '@hubbub/shared'
import type { Cluster, Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { reach } from './connections.js'
import type { Keys } from './keys.js'

/** Guesses at one account from one address, and from all addresses, before a wait of up to the window. */
const GUESSES_PER_ADDRESS = 10
const GUESSES_IN_ALL = 100
const GUESS_WINDOW_SECONDS = 300

/** Slows down those who try too often. @throws ChatError rate_limited, or unavailable when nobody can count */
export interface SignInThrottles {
  /** Every attempt to get a session, by address. */
  fromAddress(address: string): Promise<void>
  /** Every password given for a name. */
  forName(name: string, address: string): Promise<void>
  /** The password was right. */
  succeeded(name: string, address: string): Promise<void>
}

export function createSignInThrottles(
  redis: Redis | Cluster,
  keys: Keys,
  signInsPerMinute: number,
): SignInThrottles {
  const attempts = createThrottle(redis, keys, 'sign-in', signInsPerMinute, 60)
  const guessesHere = createThrottle(redis, keys, 'guess-from', GUESSES_PER_ADDRESS, GUESS_WINDOW_SECONDS)
  const guesses = createThrottle(redis, keys, 'guess', GUESSES_IN_ALL, GUESS_WINDOW_SECONDS)
  return {
    fromAddress: address => attempts.consume(address),
    async forName(name, address) {
      await guessesHere.consume(digest(name, address))
      await guesses.consume(digest(name))
    },
    async succeeded(name, address) {
      await guessesHere.reset(digest(name, address))
    },
  }
}

// Names may be long and hold anything; and whoever reads the keys need not learn who signs in from where.
function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** Counts over all workers and nodes. */
interface Throttle {
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
          throw new ChatError(
            'rate_limited',
            'Too many attempts: please wait.',
            Math.max(1, refusal.msBeforeNext),
          )
        }
        throw new ChatError('unavailable', 'The chat is not available right now.', 1_000, { cause: refusal })
      }
    },
    async reset(key) {
      await reach(limiter.delete(key))
    },
  }
}
