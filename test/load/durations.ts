// Durations as people write them: 60 and 60s are seconds; 200ms, 5m and 1h say their unit.

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** @returns milliseconds, or null when `text` is no duration */
export function parseDuration(text: string): number | null {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const factor = UNITS[unit]
  if (number === undefined || factor === undefined) return null
  return Number(number) * factor
}

/** Milliseconds with as many digits as matter: `0.42 ms`, `12 ms`, `3.4 s`, `2 min`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return '-'
  if (ms < 10) return `${trimmed(ms.toFixed(2))} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${trimmed((ms / 1_000).toFixed(1))} s`
  return `${trimmed((ms / 60_000).toFixed(1))} min`
}

function trimmed(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number
}
