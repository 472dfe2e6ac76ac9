import { useLayoutEffect, useRef, useState } from 'react'
import type { Row } from './timeline-rows.js'

interface ShiftedRows {
  rows: readonly Row[]
  /** Whether the rows added since the last painting stand above what was there: what virtua calls `shift`. */
  isShift: boolean
}

/**
 * virtua takes added rows to be all above or all below. When one change brings both, those above are painted first
 * and those below right after, before the browser paints.
 */
export function useShift(rows: readonly Row[]): ShiftedRows {
  const painted = useRef<readonly Row[]>(rows)
  const [, repaint] = useState(0)
  const next = nextRows(painted.current, rows)

  useLayoutEffect(() => {
    painted.current = next.rows
    if (next.rows.length < rows.length) repaint(count => count + 1)
  })

  return next
}

export function nextRows(painted: readonly Row[], rows: readonly Row[]): ShiftedRows {
  const firstKey = painted[0]?.key
  const added = rows.findIndex(row => row.key === firstKey)
  if (added <= 0) return { rows, isShift: false }
  return { rows: rows.slice(0, Math.min(rows.length, added + painted.length)), isShift: true }
}
