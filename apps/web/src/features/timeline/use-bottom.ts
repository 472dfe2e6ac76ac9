import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

/** A reader this close to the end, in pixels, is at the end. */
const NEAR_END_PX = 24
/** virtua works with estimated sizes first: where a reader stands is known when nothing has moved for this long. */
const SETTLE_MS = 80
/** The reader's own hand on the scroller, or on its bar. */
const HAND_EVENTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const
/** What moves so soon after it may have been moved by it. */
const HAND_MS = 1_000
/** virtua goes to a row that it has not measured in several steps, the first of which may lie near the end. */
const LED_MS = 1_000

interface Bottom {
  /** For painting; null until the rows have been measured and stand still. */
  isAtEnd: boolean | null
  /** The reader is about to be led elsewhere: nothing may take them back to the end on their way. */
  letGo: () => void
  /** To be called whenever offset or sizes may have changed. @returns whether the rows stand still by now */
  measure: () => boolean
  jumpToEnd: () => void
}

/**
 * Keeps a reader at the end who is at the end, and leaves everybody else where they are. Only going up lets go of the
 * end: rows that are measured or resized move the end away from a reader who did nothing.
 */
export function useBottom(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
  /** Something is being written among the rows: new ones must not carry it away. */
  isHeld: boolean,
): Bottom {
  const [isAtEnd, setAtEnd] = useState<boolean | null>(null)
  const follows = useRef(true)
  const held = useRef(isHeld)
  const settling = useRef<ReturnType<typeof setTimeout> | null>(null)
  const lastPlace = useRef('')
  const isSettled = useRef(false)
  const lastTop = useRef(0)
  const lastHeight = useRef(0)
  const lastRow = useRef<{ row: Element; bottom: number } | null>(null)
  const lastHandAt = useRef(Number.NEGATIVE_INFINITY)
  const ledUntil = useRef(Number.NEGATIVE_INFINITY)

  useLayoutEffect(() => {
    held.current = isHeld
  }, [isHeld])

  const read = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const isNear = scrollHeight - clientHeight - scrollTop <= NEAR_END_PX
    // Rows that turn out smaller than estimated lower the offset as well: then no row sinks, or the content has shrunk. One
    // that is not painted any more may have been left far below by the reader's hand, or far above by many new ones.
    const isByHand = performance.now() - lastHandAt.current < HAND_MS
    const hasShrunk = scrollHeight < lastHeight.current
    const sunk = hasSunk(lastRow.current)
    const wentUp =
      scrollTop < lastTop.current - 1 && (isByHand ? sunk !== false : sunk === true && !hasShrunk)
    // Small steps up must add up, or nobody could leave the end slowly.
    const isLeaving = isSettled.current && wentUp
    const isLed = performance.now() < ledUntil.current
    if (isSettled.current && !isLed && (isNear || wentUp || held.current)) follows.current = isNear
    if (follows.current && !isLeaving) element.scrollTop = scrollHeight
    lastTop.current = element.scrollTop
    lastHeight.current = scrollHeight
    lastRow.current = lowestRow(element)
    if (isSettled.current) setAtEnd(follows.current)
  }, [scroller])

  const settle = useCallback(() => {
    isSettled.current = true
    read()
  }, [read])

  const measure = useCallback(() => {
    read()
    if (isSettled.current) return true
    const place = placeOf(scroller.current)
    if (settling.current !== null && place === lastPlace.current) return false
    lastPlace.current = place
    if (settling.current !== null) clearTimeout(settling.current)
    settling.current = setTimeout(() => {
      settling.current = null
      settle()
      // Ends what virtua may still have in mind: a way to the first unread message, back from those that come now.
      if (follows.current) list.current?.scrollTo(Number.MAX_SAFE_INTEGER)
    }, SETTLE_MS)
    return false
  }, [scroller, list, read, settle])

  const letGo = useCallback(() => {
    follows.current = false
    // Before the rows stand still nobody is taken anywhere.
    if (!isSettled.current) return
    setAtEnd(false)
    ledUntil.current = performance.now() + LED_MS
    setTimeout(read, LED_MS)
  }, [read])

  const jumpToEnd = useCallback(() => {
    follows.current = true
    ledUntil.current = Number.NEGATIVE_INFINITY
    // First over the estimated sizes, so that the last rows are mounted; `measure` goes on from there.
    list.current?.scrollTo(Number.MAX_SAFE_INTEGER)
    measure()
  }, [list, measure])

  // The composer grows, a keyboard opens: the room for the rows changes under a reader.
  useEffect(() => {
    if (scroller.current === null) return
    const observer = new ResizeObserver(measure)
    observer.observe(scroller.current)
    return () => {
      observer.disconnect()
      if (settling.current !== null) clearTimeout(settling.current)
      settling.current = null
    }
  }, [scroller, measure])

  // Who scrolls before the rows stand still would be taken back to the end with every step.
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const moved = () => {
      lastHandAt.current = performance.now()
      settle()
    }
    for (const event of HAND_EVENTS) element.addEventListener(event, moved, { passive: true })
    return () => {
      for (const event of HAND_EVENTS) element.removeEventListener(event, moved)
    }
  }, [scroller, settle])

  return { isAtEnd, letGo, measure, jumpToEnd }
}

function placeOf(scroller: HTMLElement | null): string {
  return scroller === null ? '' : `${scroller.scrollTop} ${scroller.scrollHeight} ${scroller.clientHeight}`
}

function lowestRow(scroller: HTMLElement): { row: Element; bottom: number } | null {
  const row = scroller.lastElementChild?.lastElementChild
  return row ? { row, bottom: row.getBoundingClientRect().bottom } : null
}

/** @returns null when nobody can tell, since the row is not painted any more */
function hasSunk(last: { row: Element; bottom: number } | null): boolean | null {
  if (last === null) return true
  return last.row.isConnected ? last.row.getBoundingClientRect().bottom > last.bottom + 1 : null
}
