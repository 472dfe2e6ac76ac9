import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { useEffect } from 'react'
import { hasUnreadMention } from '../mentions/unread-mention.js'
import { isQuiet } from '../notify/is-quiet.js'

/**
 * `@ (3) lobby – Hubbub`: whether an unread message mentions the user, how many there are in all rooms, what is open. Rooms of which
 * nothing is to be told do not count. The icon of a page that was installed as an app has the number, too.
 */
export function useTitle(all: readonly RoomView[], me: User, open: string | null): void {
  const rooms = all.filter(view => !isQuiet(view))
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

  useEffect(() => {
    // Where it may not, or there is no icon, the title says it.
    if ('setAppBadge' in navigator) navigator.setAppBadge(unread).catch(() => undefined)
  }, [unread])
  useEffect(
    () => () => {
      if ('clearAppBadge' in navigator) navigator.clearAppBadge().catch(() => undefined)
    },
    [],
  )
}
