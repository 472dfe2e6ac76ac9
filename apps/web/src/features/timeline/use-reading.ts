import type { ChatClient, RoomView } from '@hubbub/client'
import type { MessageEntry, Seq } from '@hubbub/shared'
import { useCallback, useEffect, useLayoutEffect, useState } from 'react'
import { hasUnread } from '../rooms/room-order.js'

export interface Reading {
  /**
   * After which seq the "new messages" line stands: how far the user had read when the room was opened, or when they last
   * looked away, or from where they want to read once more. It stays while they read on. null: there was nothing new, and
   * what comes before their eyes is not.
   */
  newAfter: Seq | null
  /** The first unread message is not in sight yet. */
  isOpening: boolean
  endOpening: () => void
  /** They want to read once more, until they say that they have, on any device, or come again. */
  isToRead: boolean
  markUnread: (message: MessageEntry) => void
  hasRead: () => void
}

/** How far somebody has read who has this room before them: what they see at its end. */
export function useReading(
  client: ChatClient,
  view: RoomView,
  isFocused: boolean,
  isAtEnd: boolean | null,
): Reading {
  const { room, readSeq } = view
  const { roomId } = room
  const hasNews = hasUnread(view)
  const [newAfter, setNewAfter] = useState(hasNews ? readSeq : null)
  const [wasFocused, setWasFocused] = useState(isFocused)
  const [isOpening, setOpening] = useState(hasNews)
  const [isToRead, setToRead] = useState(false)
  const [lastReadSeq, setLastReadSeq] = useState(readSeq)
  // Back, here or on another device: nothing else lets it fall.
  if (readSeq !== lastReadSeq) {
    setLastReadSeq(readSeq)
    setToRead(readSeq < lastReadSeq)
    if (readSeq < lastReadSeq) setNewAfter(readSeq)
  }

  useEffect(() => {
    if (wasFocused === isFocused) return
    setWasFocused(isFocused)
    setToRead(false)
    if (!isFocused) setNewAfter(readSeq)
    else if (!hasNews) setNewAfter(null)
  }, [wasFocused, isFocused, readSeq, hasNews])

  // Before the browser paints, or a message that is read at once would flash as unread.
  const newest = view.timeline.entries.at(-1)?.seq
  useLayoutEffect(() => {
    if (newest !== undefined && isFocused && isAtEnd && !isOpening && !isToRead && newest > readSeq)
      client.markRead(roomId, newest)
  }, [client, roomId, newest, readSeq, isFocused, isAtEnd, isOpening, isToRead])

  const endOpening = useCallback(() => setOpening(false), [])
  const hasRead = useCallback(() => {
    setOpening(false)
    setToRead(false)
  }, [])
  return {
    newAfter,
    isOpening,
    endOpening,
    isToRead,
    markUnread({ seq }) {
      // Also when it is unread already.
      setToRead(true)
      client.markUnread(roomId, seq)
    },
    hasRead,
  }
}
