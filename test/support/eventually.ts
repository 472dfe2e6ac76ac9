/**
 * Waits for a fact: runs `assertion` until it no longer throws.
 *
 * @returns what the assertion returned
 * @throws the assertion's last failure, once `withinMs` milliseconds have passed
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 5_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      return await assertion()
    } catch (failure) {
      if (performance.now() >= deadline) throw failure
      await new Promise(resolve => setTimeout(resolve, everyMs))
    }
  }
}
