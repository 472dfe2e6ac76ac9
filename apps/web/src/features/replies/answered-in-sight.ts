import type { MessagePlace } from '@hubbub/shared'
import { type RefObject, useEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Row } from '../timeline/timeline-rows.js'

interface AnsweredInSightProps {
  answered: MessagePlace | null
  rows: readonly Row[]
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  /** The end of the list holds the reader no more. */
  letGo: () => void
  jumpToEnd: () => void
}

/** Who answers a message sees it: by keyboard it may be one out of sight. What was answered before they came is no reason to move. */
export function AnsweredInSight({
  answered,
  rows,
  scroller,
  list,
  letGo,
  jumpToEnd,
}: AnsweredInSightProps): null {
  const before = useRef(answered?.mid)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answering begins
  useEffect(() => {
    const isNew = answered?.mid !== before.current
    before.current = answered?.mid
    if (answered === null || !isNew) return
    const at = rows.findIndex(row => row.kind === 'message' && row.entry.mid === answered.mid)
    if (at < 0 || isInSight(scroller.current, answered)) return
    if (at === rows.length - 1) return jumpToEnd()
    letGo()
    list.current?.scrollToIndex(at, { align: 'center' })
  }, [answered])
  return null
}

function isInSight(scroller: HTMLElement | null, { seq }: MessagePlace): boolean {
  const row = scroller?.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect()
  const sight = scroller?.getBoundingClientRect()
  return row !== undefined && sight !== undefined && row.top < sight.bottom - 1 && row.bottom > sight.top + 1
}
