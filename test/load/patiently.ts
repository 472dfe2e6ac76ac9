import { CommandFailed } from '@hubbub/client'

const RETRY_MS = 500

/**
 * Asks until there is an answer, and waits before each further time as long as the server says.
 *
 * @param refused hears of every refusal, the final one included
 * @returns null when it shall not go on. @throws CommandFailed when the answer is final
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  { refused, goesOn }: { refused(failure: CommandFailed, waitMs: number): void; goesOn(): boolean },
): Promise<T | null> {
  while (goesOn()) {
    try {
      return await ask()
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      const waitMs = Math.max(failure.retryAfterMs ?? 0, RETRY_MS)
      refused(failure, waitMs)
      if (!failure.retryable) throw failure
      await new Promise(resolve => setTimeout(resolve, waitMs))
    }
  }
  return null
}
