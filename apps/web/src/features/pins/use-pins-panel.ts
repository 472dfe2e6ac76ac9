import type { RoomId } from '@hubbub/shared'
import { useLayoutEffect, useRef, useState } from 'react'
import { focusComposer } from '../composer/focus-composer.js'

/** The pinned messages are open for one room, and closed when another one is. */
export function usePinsPanel(roomId: RoomId | null) {
  const [openedFor, setOpenedFor] = useState<RoomId | null>(null)
  if (openedFor !== null && openedFor !== roomId) setOpenedFor(null)
  const isOpen = openedFor !== null
  const wasOpen = useRef(false)

  // After the panel has given the focus back: the button that opened it has gone with the last of them.
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) focusComposer()
    wasOpen.current = isOpen
  }, [isOpen])

  return { isOpen, open: () => setOpenedFor(roomId), close: () => setOpenedFor(null) }
}
