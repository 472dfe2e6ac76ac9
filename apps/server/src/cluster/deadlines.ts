// Deadlines counted in beats of this process's own loop, one timer for all. Always true:
//  - time in which the process itself stood still (a stall, SIGSTOP) counts as one beat at most, so a process that wakes
//    up reads what its peers sent meanwhile before it takes them for dead;
//  - a deadline is never early by more than one beat; it may be late.

/** How long one beat is, in milliseconds. */
export const BEAT_MS = 100

export interface Deadline {
  clear(): void
}

export interface Deadlines {
  /** Calls `expire` once, `afterMs` from now, unless cleared. */
  start(afterMs: number, expire: () => void): Deadline
  /** One beat has passed. Called by the timer, and by tests that need no real time. */
  beat(): void
  stop(): void
}

export function createDeadlines(): Deadlines {
  const pending = new Map<Deadline, { at: number; expire: () => void }>()
  let now = 0

  function beat(): void {
    now += 1
    for (const [deadline, { at, expire }] of pending) {
      if (at > now) continue
      pending.delete(deadline)
      expire()
    }
  }

  const timer = setInterval(beat, BEAT_MS)
  return {
    start(afterMs, expire) {
      const deadline: Deadline = { clear: () => void pending.delete(deadline) }
      pending.set(deadline, { at: now + Math.ceil(afterMs / BEAT_MS), expire })
      return deadline
    },
    beat,
    stop() {
      clearInterval(timer)
      pending.clear()
    },
  }
}
