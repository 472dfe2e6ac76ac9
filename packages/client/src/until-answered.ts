import { waitAfterMs } from './backoff.js'
import { CommandFailed, noAnswer } from './command-failed.js'
import type { Link } from './link.js'

/**
 * Asks again, with backoff, as long as the answer is one that may change and the link is open.
 *
 * @param isEnough says of an answer that may change that no other is waited for
 * @returns null when the link ended first
 * @throws CommandFailed when the answer is final, or was enough
 */
export async function untilAnswered<Value>(
  link: Link,
  random: () => number,
  ask: () => Promise<Value>,
  isEnough: (failure: CommandFailed) => boolean = () => false,
): Promise<Value | null> {
  for (let failures = 1; link.isOpen(); failures++) {
    try {
      return await ask()
    } catch (failure) {
      if (!(failure instanceof CommandFailed) || !failure.retryable) throw failure
      if (link.isOpen() && isEnough(failure)) throw failure
      await link.pause(waitAfterMs(failure, failures, random))
    }
  }
  return null
}

/** The same for one who waits no longer than for this link. @throws CommandFailed; `unavailable` when it ended first */
export async function askAgain<Value extends object>(
  link: Link,
  random: () => number,
  ask: () => Promise<Value>,
  isEnough?: (failure: CommandFailed) => boolean,
): Promise<Value> {
  const value = await untilAnswered(link, random, ask, isEnough)
  if (value === null) throw noAnswer('The connection was lost.')
  return value
}
