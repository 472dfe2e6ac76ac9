import type { RoomView } from '@hubbub/client'
import type { Seq } from '@hubbub/shared'
import { useEffect, useState } from 'react'

/**
 * After which seq the "new messages" line stands: how far the user had read when the room was opened, or when they
 * last looked away. It stays while they read on. null: there was nothing new, and what comes before their eyes is not.
 */
export function useNewLine({ readSeq, unread }: RoomView, isFocused: boolean): Seq | null {
  const [newAfter, setNewAfter] = useState(unread > 0 ? readSeq : null)
  const [wasFocused, setWasFocused] = useState(isFocused)

  useEffect(() => {
    if (wasFocused === isFocused) return
    setWasFocused(isFocused)
    if (!isFocused) setNewAfter(readSeq)
    else if (unread === 0) setNewAfter(null)
  }, [wasFocused, isFocused, readSeq, unread])

  return newAfter
}
