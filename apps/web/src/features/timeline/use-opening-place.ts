import type { RoomView } from '@hubbub/client'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
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
  /** What is painted of it; those of the first view until they stand still. */
  rows: readonly Row[]
  /** null until then. */
  isAtEnd: boolean | null
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
  const { view, rows, isAtEnd, list, older, letGo, jumpToEnd, reading, isLed } = parts
  const { unreadIsAtLeast } = view
  const { past, loadMuch } = older
  const { isOpening, endOpening } = reading
  const isSettled = isAtEnd !== null
  const [wasWhole] = useState(!unreadIsAtLeast)
  const firstNew = rows.findIndex(row => row.startsUnread)
  // Of a part of what is unread the first one held is not the first.
  const isFound = firstNew >= 0 && (wasWhole || (isSettled && !unreadIsAtLeast))
  const pages = useRef(0)
  const wasLoading = useRef(false)

  function lead() {
    letGo()
    list.current?.scrollToIndex(firstNew, { align: 'start', offset: -HEAD_PX })
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useLayoutEffect(() => {
    if (isFound) lead()
    else jumpToEnd()
  }, [])

  // With every view: right after a reconnect the room cannot be read yet, and it is asked for again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what leads there changes with every painting
  useEffect(() => {
    if (!isOpening) return
    if (past !== 'loading' && wasLoading.current) pages.current += 1
    wasLoading.current = past === 'loading'
    const isElsewhere = isLed || isAtEnd === false
    switch (nextStep({ view, isElsewhere, isFound, isSettled, past, pagesRead: pages.current })) {
      case 'wait':
        return
      case 'read back':
        return loadMuch()
      case 'lead':
        lead()
        return endOpening()
      case 'end':
        return endOpening()
    }
  }, [view, isOpening, isFound, isLed, isAtEnd, firstNew, past])

  // It is held, and about to be painted. Not with every view: in a busy room that would never end.
  const isDue = isOpening && isSettled && !isFound && !unreadIsAtLeast
  useEffect(() => {
    if (!isDue) return
    const patience = setTimeout(endOpening, PATIENCE_MS)
    return () => clearTimeout(patience)
  }, [isDue, endOpening])
}

interface Opening {
  view: Pick<RoomView, 'unread' | 'unreadIsAtLeast'>
  isElsewhere: boolean
  isFound: boolean
  isSettled: boolean
  past: Past
  pagesRead: number
}

/** On the way to the first unread message. */
function nextStep(opening: Opening): 'lead' | 'read back' | 'wait' | 'end' {
  const { view, isElsewhere, isFound, isSettled, past, pagesRead } = opening
  const { unread, unreadIsAtLeast } = view
  // Whoever goes elsewhere meanwhile stays there.
  if (isElsewhere) return 'end'
  if (isFound) return 'lead'
  if (!isSettled || past === 'loading' || past === 'waiting') return 'wait'
  const hasUnread = unread > 0 || unreadIsAtLeast
  if (hasUnread && past === 'more' && pagesRead < PAGES_MAX) return 'read back'
  // It is held, and about to be painted.
  return hasUnread && !unreadIsAtLeast ? 'wait' : 'end'
}
