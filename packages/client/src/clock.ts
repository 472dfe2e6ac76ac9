/** Time as an argument, so that a test of backoff or expiry takes no real seconds. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `task` once, `ms` milliseconds from now. @returns a function that cancels it */
  after(ms: number, task: () => void): () => void
}

export function systemClock(now: () => number = Date.now): Clock {
  return {
    now,
    after(ms, task) {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
  }
}
