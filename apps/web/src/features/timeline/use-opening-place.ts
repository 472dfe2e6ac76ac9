import type { RoomView } from '@hubbub/client'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { HEAD_PX } from './timeline-head.js'
import type { Row } from './timeline-rows.js'
import type { Past } from './use-older.js'
import type { Reading } from './use-reading.js'

/** Pages that are read back for the first unread message: whoever has missed more begins at the end. */
const PAGES_MAX = 5
const PATIENCE_MS = 2_000

interface OpeningParts {
  view: RoomView
  /** What is painted of it. */
  rows: readonly Row[]
  list: RefObject<VirtualizerHandle | null>
  older: { past: Past; loadMuch: () => void }
  letGo: () => void
  jumpToEnd: () => void
  reading: Pick<Reading, 'isOpening' | 'endOpening'>
  /** Somebody is being led to a message. */
  isLed: boolean
}

/** Opens a room at the first unread message, for which older pages may have to be read, else at the end. */
export function useOpeningPlace(parts: OpeningParts): void {
  const { view, rows, list, older, letGo, jumpToEnd, reading, isLed } = parts
  const { unread, unreadIsAtLeast } = view
  const { past, loadMuch } = older
  const firstNew = rows.findIndex(row => row.startsUnread)
  const isFound = firstNew >= 0 && !unreadIsAtLeast
  const { isOpening, endOpening } = reading
  const pages = useRef(0)

  function lead() {
    letGo()
    list.current?.scrollToIndex(firstNew, { align: 'start', offset: -HEAD_PX })
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useLayoutEffect(() => {
    if (isFound) lead()
    else jumpToEnd()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: what leads there changes with every painting
  useEffect(() => {
    if (!isOpening) return
    if (isLed) return endOpening()
    if (isFound) lead()
    else if (unread > 0 && past === 'more' && pages.current < PAGES_MAX) {
      pages.current += 1
      return loadMuch()
    } else if (unread > 0 && (past === 'loading' || past === 'waiting')) return
    else if (unread > 0 && !unreadIsAtLeast) {
      // It is there, and about to be painted.
      const patience = setTimeout(endOpening, PATIENCE_MS)
      return () => clearTimeout(patience)
    }
    endOpening()
  }, [isOpening, isFound, isLed, firstNew, unread, unreadIsAtLeast, past])
}
