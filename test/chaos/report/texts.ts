// How figures are written in the report, on the page and in the terminal.

import type { FaultFigures, Spread } from '../checker/verdict.js'

export function whole(count: number): string {
  return Math.round(count).toLocaleString('en')
}

export function milliseconds(ms: number): string {
  if (!Number.isFinite(ms)) return 'never'
  return ms >= 10_000 ? `${(ms / 1_000).toFixed(1)}\u00a0s` : `${whole(ms)}\u00a0ms`
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)]
  const parts = [
    [hours, 'h'],
    [minutes, 'min'],
    [seconds % 60, 's'],
  ] as const
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ')
}

/** p50, p99 and the longest, of so many. */
export function spread({ count, p50, p99, max }: Spread): string[] {
  return count === 0
    ? ['none', '', '', '']
    : [whole(count), milliseconds(p50), milliseconds(p99), milliseconds(max)]
}

export function lasted({ beginMs, healMs }: FaultFigures): string {
  return healMs === null ? 'never healed' : `${((healMs - beginMs) / 1_000).toFixed(1)}\u00a0s`
}

/** What was allowed, and what it counts from. */
export function allowed({ withinMs, from }: FaultFigures): string {
  return `${milliseconds(withinMs)} from ${from}`
}

/** Seconds into the run. */
export function startedAt({ beginMs }: FaultFigures): string {
  return `${(beginMs / 1_000).toFixed(1)}\u00a0s`
}

export function measuredText({ measured }: FaultFigures): string {
  return measured
    .map(({ what, value, unit, atMost }) => `${what}: ${whole(value)} ${unit} (at most ${atMost})`)
    .join('; ')
}

/** Columns under one another, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  )
  return rows.map(row =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
