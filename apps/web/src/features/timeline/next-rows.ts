import type { Row } from './timeline-rows.js'

export interface ShiftedRows {
  rows: readonly Row[]
  /** Whether the rows added since the last painting stand above what was there: what virtua calls `shift`. */
  isShift: boolean
}

/** What to paint next: all rows, or, when some are new at both ends, first those above. */
export function nextRows(painted: readonly Row[], rows: readonly Row[]): ShiftedRows {
  const firstKey = painted[0]?.key
  const added = rows.findIndex(row => row.key === firstKey)
  if (added <= 0) return { rows, isShift: false }
  return { rows: rows.slice(0, Math.min(rows.length, added + painted.length)), isShift: true }
}
