import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

/** A reader this close to the end, in pixels, is at the end. */
const NEAR_END_PX = 24

interface Bottom {
  /** For painting. */
  isAtEnd: boolean
  /** Whether new rows take the reader along. */
  follows: RefObject<boolean>
  /** To be called whenever offset or sizes may have changed. */
  measure: () => void
  jumpToEnd: () => void
}

/**
 * Keeps a reader at the end who is at the end, and leaves everybody else where they are. Only going up lets go of the
 * end: rows that are measured or resized move the end away from a reader who did nothing.
 */
export function useBottom(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
): Bottom {
  const [isAtEnd, setAtEnd] = useState(true)
  const follows = useRef(true)
  const lastTop = useRef(0)

  const measure = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const isNear = scrollHeight - clientHeight - scrollTop <= NEAR_END_PX
    if (isNear) follows.current = true
    else if (scrollTop < lastTop.current - 1) follows.current = false
    else if (follows.current) element.scrollTop = scrollHeight
    lastTop.current = element.scrollTop
    setAtEnd(isNear || follows.current)
  }, [scroller])

  const jumpToEnd = useCallback(() => {
    follows.current = true
    setAtEnd(true)
    // First over the estimated sizes, so that the last rows are mounted; `measure` goes on from there.
    list.current?.scrollTo(Number.MAX_SAFE_INTEGER)
    measure()
  }, [list, measure])

  // The composer grows, a keyboard opens: the room for the rows changes under a reader.
  useEffect(() => {
    if (scroller.current === null) return
    const observer = new ResizeObserver(measure)
    observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [scroller, measure])

  return { isAtEnd, follows, measure, jumpToEnd }
}
