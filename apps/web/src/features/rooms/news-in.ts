import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { hasUnreadMention } from '../mentions/unread-mention.js'
import { isQuiet } from '../notify/is-quiet.js'
import { hasUnread } from './room-order.js'

/** What waits in rooms. */
export type News = 'none' | 'unread' | 'direct' | 'mention'

export function hasNews(view: RoomView, me: User): boolean {
  return newsIn([view], me) !== 'none'
}

export function newsIn(all: readonly RoomView[], me: User): News {
  const rooms = all.filter(view => !isQuiet(view))
  const addressed = rooms.filter(view => hasUnreadMention(view, me))
  if (addressed.some(({ partner }) => partner === null)) return 'mention'
  if (addressed.length > 0) return 'direct'
  return rooms.some(hasUnread) ? 'unread' : 'none'
}
