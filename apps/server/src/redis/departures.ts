// When appends leave for Redis. Always true: whoever comes after a quiet while leaves at once; all who come sooner after
// a departure leave together with the next one. So what a worker that is written to often asks, for whatever rooms,
// goes in one system call, wakes Redis once, and comes back in one piece.

/** One picture of a screen at 60 Hz: nobody can see a message sooner than at the next one. */
const EVERY_MS = 16

/** Resolves when what waits may leave. */
export type Departure = () => Promise<void>

export function createDepartures(everyMs = EVERY_MS, now: () => number = () => performance.now()): Departure {
  const atOnce = Promise.resolve()
  let leftAt = Number.NEGATIVE_INFINITY
  let next: Promise<void> | null = null

  return function untilDeparture() {
    if (next !== null) return next
    const waitMs = leftAt + everyMs - now()
    if (waitMs <= 0) {
      leftAt = now()
      return atOnce
    }
    next = new Promise(resolve => {
      setTimeout(() => {
        next = null
        leftAt = now()
        resolve()
      }, waitMs)
    })
    return next
  }
}
