import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { useEffect } from 'react'
import { hasUnreadMention } from '../mentions/unread-mention.js'

/** `@ (3) lobby – Hubbub`: whether an unread message mentions the user, how many there are in all rooms, what is open. */
export function useTitle(rooms: readonly RoomView[], me: User, open: string | null): void {
  const unread = rooms.reduce((sum, view) => sum + view.unread, 0)
  const isAtLeast = rooms.some(view => view.unreadIsAtLeast)
  const count = unread === 0 ? '' : `(${unread}${isAtLeast ? '+' : ''}) `
  const mention = rooms.some(view => hasUnreadMention(view, me)) ? '@ ' : ''
  const title = `${mention}${count}${open === null ? '' : `${open} – `}Hubbub`

  useEffect(() => {
    document.title = title
    return () => {
      document.title = 'Hubbub'
    }
  }, [title])
}
