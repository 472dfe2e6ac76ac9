import type { RoomView } from '@hubbub/client'
import type { Seq } from '@hubbub/shared'
import { useEffect, useState } from 'react'

/**
 * After which seq the "new messages" line stands: how far the user had read when the room was opened, or when they
 * last looked away. It stays while they read on.
 */
export function useNewLine(view: RoomView, isFocused: boolean): Seq {
  const [newAfter, setNewAfter] = useState(view.readSeq)
  const [wasFocused, setWasFocused] = useState(isFocused)
  const { readSeq } = view

  useEffect(() => {
    if (wasFocused && !isFocused) setNewAfter(readSeq)
    setWasFocused(isFocused)
  }, [wasFocused, isFocused, readSeq])

  return newAfter
}
