import { ChatError, type UserId } from '@hubbub/shared'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Resolves when the user may go on. @throws ChatError rate_limited */
export type RateLimit = (userId: UserId) => Promise<void>

/** Of all commands together, right or wrong, besides messages: more than the limits of the single ones add up to, an operator's included. */
const OTHER_COMMANDS_PER_10S = 1_300

export function createLimitOfAll(messagesPer10s: number): RateLimit {
  return createRateLimit(messagesPer10s + OTHER_COMMANDS_PER_10S, 10)
}

/** Counts per user on this worker, over all of the user's connections to it. */
export function createRateLimit(commands: number, perSeconds: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: commands, duration: perSeconds })
  return async userId => {
    try {
      await limiter.consume(userId)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      throw new ChatError(
        'rate_limited',
        'Too fast: please wait a moment.',
        Math.max(1, refusal.msBeforeNext),
      )
    }
  }
}
