import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a fact: runs `assertion` until it no longer throws.
 *
 * @returns what the assertion returned
 * @throws the assertion's last failure once `withinMs` milliseconds have passed, also while it is still running
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 5_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const ended = new AbortController()
  let lastFailure: unknown = new Error(`no answer within ${withinMs} ms`)
  const deadline = delay(withinMs, undefined, { signal: ended.signal }).then(() => {
    throw lastFailure
  })

  async function repeat(): Promise<T> {
    for (;;) {
      try {
        return await assertion()
      } catch (failure) {
        lastFailure = failure
        await delay(everyMs, undefined, { signal: ended.signal })
      }
    }
  }

  try {
    return await Promise.race([repeat(), deadline])
  } finally {
    ended.abort()
  }
}
