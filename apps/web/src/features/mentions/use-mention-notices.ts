import type { RoomView } from '@hubbub/client'
import type { NotifyLevel, RoomId, Seq, User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { openRoom } from '../rooms/room-route.js'
import { readNotices } from '../settings/notices.js'
import { senderText } from '../webhooks/sender-text.js'
import { type UnreadMention, unreadNews } from './unread-mention.js'

/** The newest that there was at the last look, of those wanted then. */
interface Told {
  level: NotifyLevel
  seq: Seq | null
}

/** A notification shows the beginning only. */
const SHOWN_LENGTH = 200

/**
 * Tells of mentions, of messages to nobody else, and of whatever else a person wants to be told of in a room, that come while
 * the page is out of sight; of those that were there when it was opened, or when they began to want that, nothing.
 */
export function useMentionNotices(rooms: readonly RoomView[], me: User, isLoaded: boolean): void {
  const told = useRef(new Map<RoomId, Told>())
  const wasLoaded = useRef(false)

  useEffect(() => {
    for (const view of rooms) {
      const { notifyLevel: level, room } = view
      const news = unreadNews(view, me)
      // A conversation that has just begun is news from its first message on.
      const before = told.current.get(room.roomId) ?? (wasLoaded.current ? { level, seq: null } : undefined)
      told.current.set(room.roomId, { level, seq: news?.seq ?? null })
      if (before?.level !== level || news === null || news.seq <= (before.seq ?? 0)) continue
      if (document.hidden && readNotices() === 'on') notify(view, news)
    }
    wasLoaded.current = isLoaded
  }, [rooms, me, isLoaded])
}

function notify({ room, partner }: RoomView, { sender, text }: UnreadMention): void {
  try {
    const title = partner === null ? `${senderText(sender)} in ${room.name}` : sender.name
    const notice = new Notification(title, {
      body: text.slice(0, SHOWN_LENGTH),
      // Of one room only the last one stays on the screen, from however many tabs.
      tag: room.roomId,
    })
    notice.onclick = () => {
      window.focus()
      openRoom(room.roomId)
      notice.close()
    }
  } catch (error) {
    // Android: there only a service worker may show one.
    if (!(error instanceof TypeError)) throw error
  }
}
