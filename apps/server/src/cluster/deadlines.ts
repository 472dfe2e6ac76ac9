// Deadlines counted in beats of this process's own loop, one timer for all. Always true:
//  - time in which the process itself stood still (a stall, SIGSTOP) counts as two beats at most, so a process that wakes
//    up reads what its peers sent meanwhile before it takes them for dead;
//  - a deadline is never early by more than two beats; it may be late;
//  - small latenesses do not add up: on a busy machine a long deadline is as exact as a short one.

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

  let dueAt = performance.now() + BEAT_MS
  let timer = setTimeout(tick, BEAT_MS)

  function tick(): void {
    const at = performance.now()
    const isStall = at >= dueAt + BEAT_MS
    dueAt = (isStall ? at : dueAt) + BEAT_MS
    timer = setTimeout(tick, dueAt - at)
    beat()
  }

  return {
    start(afterMs, expire) {
      const deadline: Deadline = { clear: () => void pending.delete(deadline) }
      pending.set(deadline, { at: now + Math.ceil(afterMs / BEAT_MS), expire })
      return deadline
    },
    beat,
    stop() {
      clearTimeout(timer)
      pending.clear()
    },
  }
}
