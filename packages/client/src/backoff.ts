const FIRST_MS = 500
/** Also how slowly a client tries that was refused for a reason that may pass. */
export const BACKOFF_MAX_MS = 10_000

/**
 * How long to wait before attempt number `failures` + 1, in milliseconds: twice as long each time, from 0.5 s to 10 s,
 * less a random part of up to one half, so that clients that failed together do not come back together.
 *
 * @param random 0 ≤ x < 1
 */
export function backoffMs(failures: number, random: () => number): number {
  const full = Math.min(BACKOFF_MAX_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return full * (1 - random() / 2)
}
