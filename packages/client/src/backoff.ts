import type { ErrorCode } from '@hubbub/shared'

const FIRST_MS = 500
/** Also how slowly a client tries that was refused for a reason that may pass. */
export const BACKOFF_MAX_MS = 10_000
/** Redis is away, and may be back at any moment: asking again costs next to nothing, since one message waits per room. */
const UNAVAILABLE_MAX_MS = 1_500
const SPREAD_MS = 250

interface Refused {
  code: ErrorCode
  retryAfterMs?: number | undefined
}

/**
 * How long to wait before attempt number `failures` + 1, in milliseconds: twice as long each time, from 0.5 s to 10 s,
 * less a random part of up to one half, so that clients that failed together do not come back together.
 *
 * @param random 0 ≤ x < 1
 */
export function backoffMs(failures: number, random: () => number, longestMs = BACKOFF_MAX_MS): number {
  const full = Math.min(longestMs, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return full * (1 - random() / 2)
}

/** The same after a refusal that may pass: never sooner than it says, and soon when nobody but Redis is missing. */
export function waitAfterMs(refusal: Refused, failures: number, random: () => number): number {
  return nextAttemptInMs(refusal, failures, 0, random)
}

/**
 * The same, but counted from the attempt that was refused `agoMs` after it began: a server that has looked for Redis all
 * that time may be asked again at once, and so finds it the moment it is back. At once is within 0.25 s, since those who
 * were refused together should not come back together.
 */
export function nextAttemptInMs(
  { code, retryAfterMs = 0 }: Refused,
  failures: number,
  agoMs: number,
  random: () => number,
): number {
  // A time that is this user's alone, and exact.
  if (code === 'slow_mode' && retryAfterMs > 0) return retryAfterMs
  const longestMs = code === 'unavailable' ? UNAVAILABLE_MAX_MS : BACKOFF_MAX_MS
  // A clock that was set back meanwhile keeps nobody waiting.
  const spentMs = Math.max(0, agoMs)
  return Math.max(retryAfterMs, backoffMs(failures, random, longestMs) - spentMs, random() * SPREAD_MS)
}
