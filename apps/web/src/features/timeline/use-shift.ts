import { useLayoutEffect, useRef, useState } from 'react'
import { nextRows, type ShiftedRows } from './next-rows.js'
import type { Row } from './timeline-rows.js'

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
