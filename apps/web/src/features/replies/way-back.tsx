import type { Timeline } from '@hubbub/client'
import type { MessagePlace } from '@hubbub/shared'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Row } from '../timeline/timeline-rows.js'
import type { Past } from '../timeline/use-older.js'
import type { Wanted } from '../timeline/use-wanted.js'

/** Replies are worth older pages, for what they answer, as long as fewer entries than this are held. */
const READ_BACK_ENTRIES = 200
/** How long the message that was asked for is marked. */
const MARK_MS = 2_000
/** How long it is said that there is none. */
const MISSED_MS = 5_000
/** How long a message that is newer than all that is held is waited for. */
const PATIENCE_MS = 5_000
/** Whoever has scrolled elsewhere by then keeps the focus. */
const MARK_FRAMES = 60

interface WayBackProps {
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
  isConnected: boolean
}

/** The way to a message that is wanted, as what a reply answers, through as much of the past as has to be read for it. */
export function WayBack({
  wanted,
  timeline,
  rows,
  scroller,
  list,
  letGo,
  older,
  isSettled,
  isConnected,
}: WayBackProps) {
  const { place, stop } = wanted
  const cancelMark = useRef(() => {})
  const [missed, setMissed] = useState<MessagePlace | null>(null)
  const { past, load, loadMuch } = older
  const { entries, oldestSeq } = timeline
  const newestHeld = entries.at(-1)?.seq ?? 0
  // The oldest entry held is not painted as long as there are older ones.
  const oldestPainted = rows.find(row => row.kind !== 'outgoing')?.entry.seq ?? Number.POSITIVE_INFINITY

  useEffect(() => {
    // Until the rows stand still they are those of the first painting, and may lack the message.
    if (place === null || !isSettled) return
    setMissed(null)
    const miss = () => {
      setMissed(place)
      stop()
    }
    const at = rows.findIndex(row => row.kind === 'message' && row.entry.mid === place.mid)
    const row = rows[at]
    if (row?.kind === 'message') {
      letGo()
      list.current?.scrollToIndex(at, { align: 'center' })
      cancelMark.current()
      cancelMark.current = markWhenPainted(scroller.current, row.entry)
      stop()
    } else if (place.seq > newestHeld) {
      // It may be about to come, as after a while without a connection.
      if (!isConnected) return
      const patience = setTimeout(miss, PATIENCE_MS)
      return () => clearTimeout(patience)
    } else if (
      place.seq >= oldestPainted ||
      place.seq < oldestSeq ||
      past === 'beginning' ||
      past === 'trimmed'
    )
      miss()
    else if (past === 'more') loadMuch()
  }, [
    place,
    stop,
    rows,
    oldestPainted,
    newestHeld,
    oldestSeq,
    past,
    loadMuch,
    list,
    scroller,
    letGo,
    isSettled,
    isConnected,
  ])
  useEffect(() => () => cancelMark.current(), [])
  useEffect(() => {
    if (missed === null) return
    const timer = setTimeout(() => setMissed(null), MISSED_MS)
    return () => clearTimeout(timer)
  }, [missed])

  const lacksAnswered = isSettled && entries.length < READ_BACK_ENTRIES && rows.some(isOfEarlier)
  useEffect(() => {
    if (lacksAnswered && past === 'more') load()
  }, [lacksAnswered, past, load])

  return (
    <p className="way-back" role="status">
      {place !== null ? noticeOf(past) : missed !== null && 'That message is not kept any more.'}
    </p>
  )
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
