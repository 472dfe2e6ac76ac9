// How long to wait before a crashed worker is replaced: not at all the first time, then longer with each crash, up to
// ten seconds, until one has lived long enough.

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 10_000
/** A worker that lived this long was sound: its crash begins a new count. */
const SOUND_AFTER_MS = 60_000

export interface Backoff {
  /** Milliseconds to wait before the next start, told how long the one that crashed had lived. */
  afterCrash(livedMs: number): number
  /** How many have crashed in a row. */
  crashes(): number
}

/** @param random a number in [0, 1), spreads the waits of several workers by ±25 %. */
export function createBackoff(random: () => number): Backoff {
  let crashes = 0
  return {
    afterCrash(livedMs) {
      crashes = livedMs >= SOUND_AFTER_MS ? 1 : crashes + 1
      if (crashes === 1) return 0
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (crashes - 2))
      return Math.round(wait * (0.75 + random() / 2))
    },
    crashes: () => crashes,
  }
}
