import type { RoomView } from '@hubbub/client'
import { useEffect } from 'react'

/** `(3) lobby – Hubbub`: the unread messages of all rooms, and what is open. */
export function useTitle(rooms: readonly RoomView[], open: string | null): void {
  const unread = rooms.reduce((sum, view) => sum + view.unread, 0)
  const isAtLeast = rooms.some(view => view.unreadIsAtLeast)
  const count = unread === 0 ? '' : `(${unread}${isAtLeast ? '+' : ''}) `
  const title = `${count}${open === null ? '' : `${open} – `}Hubbub`

  useEffect(() => {
    document.title = title
    return () => {
      document.title = 'Hubbub'
    }
  }, [title])
}
