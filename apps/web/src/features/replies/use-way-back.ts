import type { Timeline } from '@hubbub/client'
import type { MessagePlace } from '@hubbub/shared'
import { type RefObject, useEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Row } from '../timeline/timeline-rows.js'
import type { Past } from '../timeline/use-older.js'
import type { Wanted } from '../timeline/use-wanted.js'

/** Replies are worth older pages, for what they answer, as long as fewer entries than this are held. */
const READ_BACK_ENTRIES = 200
/** How long the message that was asked for is marked. */
const MARK_MS = 2_000
/** Whoever has scrolled elsewhere by then keeps the focus. */
const MARK_FRAMES = 60

interface WayBackParts {
  wanted: Wanted
  timeline: Timeline
  /** What is painted of it. */
  rows: readonly Row[]
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  /** The end of the list holds the reader no more. */
  letGo: () => void
  older: { past: Past; load: () => void; loadMuch: () => void }
  /** Whether the rows stand still. */
  isSettled: boolean
}

/** The way to a message that is wanted, as what a reply answers, through as much of the past as has to be read for it. */
export function useWayBack({
  wanted,
  timeline,
  rows,
  scroller,
  list,
  letGo,
  older,
  isSettled,
}: WayBackParts) {
  const { place, stop } = wanted
  const cancelMark = useRef(() => {})
  const { past, load, loadMuch } = older
  const { entries } = timeline
  const oldestHeld = entries[0]?.seq

  useEffect(() => {
    if (place === null) return
    const at = rows.findIndex(row => row.kind === 'message' && row.entry.mid === place.mid)
    if (at >= 0) {
      letGo()
      list.current?.scrollToIndex(at, { align: 'center' })
      cancelMark.current()
      cancelMark.current = markWhenPainted(scroller.current, place)
      stop()
    } else if (past === 'beginning' || past === 'trimmed' || (oldestHeld ?? place.seq) < place.seq) {
      // It is not kept any more, and its replies say so by now.
      stop()
    } else if (past === 'more') loadMuch()
    else if (past === 'failed') {
      // There the head of the timeline says why, and offers to try again.
      letGo()
      list.current?.scrollToIndex(0)
      stop()
    }
  }, [place, stop, rows, oldestHeld, past, loadMuch, list, scroller, letGo])
  useEffect(() => () => cancelMark.current(), [])

  const lacksAnswered = isSettled && entries.length < READ_BACK_ENTRIES && rows.some(isOfEarlier)
  useEffect(() => {
    if (lacksAnswered && past === 'more') load()
  }, [lacksAnswered, past, load])

  return { notice: place === null ? null : noticeOf(past) }
}

function noticeOf(past: Past): string {
  return past === 'waiting' ? 'The message comes when the connection is back.' : 'Looking for the message…'
}

function isOfEarlier(row: Row): boolean {
  return row.kind !== 'event' && row.quote?.state === 'earlier'
}

/** Marked for the eye, and focused: a screen reader reads on from there. @returns how to give it up */
function markWhenPainted(scroller: HTMLElement | null, { seq }: MessagePlace): () => void {
  let frame = 0
  let framesLeft = MARK_FRAMES
  const mark = () => {
    const message = scroller?.querySelector<HTMLElement>(`[data-seq="${seq}"]`)
    if (message) {
      message.tabIndex = -1
      message.focus({ preventScroll: true })
    }
    // A row that was not measured yet is hidden, and takes no focus.
    if (!message || document.activeElement !== message) {
      if (framesLeft-- > 0) frame = requestAnimationFrame(mark)
      return
    }
    message.animate([{ background: 'var(--accent-wash)' }, {}], { duration: MARK_MS, easing: 'ease-in' })
  }
  mark()
  return () => cancelAnimationFrame(frame)
}
