// Whether this worker may still believe what it knows. A process that stood still (stopped, swapped out, stuck) may
// have been replaced in the meantime; it must find that out before it says anything to anybody.

export interface Lease {
  /** Call at least once per second while the event loop runs. */
  beat(): void
  /** False from the first moment after the event loop stood still for longer than the lease, for good. */
  isHeld(): boolean
}

/** @param nowMs a clock that never goes back and counts while the process stands still */
export function createLease(nowMs: () => number, lengthMs: number, onLost: () => void): Lease {
  let lastBeat = nowMs()
  let lost = false

  return {
    beat() {
      if (isHeld()) lastBeat = nowMs()
    },
    isHeld,
  }

  function isHeld(): boolean {
    if (!lost && nowMs() - lastBeat > lengthMs) {
      lost = true
      onLost()
    }
    return !lost
  }
}
