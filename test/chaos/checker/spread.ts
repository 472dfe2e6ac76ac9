// How a set of times spreads.

import type { Spread } from './verdict.js'

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return { count: 0, p50: 0, p99: 0, max: 0 }
  const sorted = Float64Array.from(values).sort()
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** A spread of millions of times without keeping them: exact to a millisecond up to a minute, the maximum always. */
export function createTimeCounter(): { add(ms: number): void; spread(): Spread } {
  const counts = new Uint32Array(60_001)
  let count = 0
  let max = 0

  function quantile(part: number): number {
    let left = Math.floor(part * count)
    for (let ms = 0; ms < counts.length; ms += 1) {
      left -= counts[ms] ?? 0
      if (left < 0) return ms
    }
    return max
  }

  return {
    add(ms) {
      const whole = Math.min(counts.length - 1, Math.max(0, Math.round(ms)))
      counts[whole] = (counts[whole] ?? 0) + 1
      count += 1
      max = Math.max(max, ms)
    },
    spread: () =>
      count === 0 ? { count, p50: 0, p99: 0, max } : { count, p50: quantile(0.5), p99: quantile(0.99), max },
  }
}
