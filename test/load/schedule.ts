// When messages are due. Always true:
//  - it is known before the run, so that a server that is slow or stops delays nothing but its own answers;
//  - the rate rises evenly from 0 during the ramp and stays after it.

export interface Schedule {
  /** How many messages there are in all. */
  readonly count: number
  /** When message `n` (0, 1, 2…) is due, in milliseconds after the start. */
  dueAt(n: number): number
  /** When the last one is due, and the ramp's end at the earliest. */
  readonly endsAt: number
}

/** @param ratePerSecond after the ramp; 0 for no messages at all */
export function createSchedule(options: {
  ratePerSecond: number
  rampMs: number
  durationMs: number
}): Schedule {
  const { rampMs, durationMs } = options
  const perMs = options.ratePerSecond / 1_000
  const inRamp = (perMs * rampMs) / 2

  return {
    count: Math.floor(inRamp + perMs * durationMs),
    dueAt: n => (n < inRamp ? Math.sqrt((2 * n * rampMs) / perMs) : rampMs + (n - inRamp) / perMs),
    endsAt: rampMs + durationMs,
  }
}
