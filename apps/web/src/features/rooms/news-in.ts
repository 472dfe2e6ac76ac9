import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { hasUnreadMention } from '../mentions/unread-mention.js'

/** What waits in rooms. */
export type News = 'none' | 'unread' | 'mention'

export function newsIn(rooms: readonly RoomView[], me: User): News {
  if (rooms.some(view => hasUnreadMention(view, me))) return 'mention'
  return rooms.some(view => view.unread > 0 || view.unreadIsAtLeast) ? 'unread' : 'none'
}
