import type { RoomView } from '@hubbub/client'
import { type NotifyLevel, type RoomId, type Seq, senderText, type User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { useLater } from '../chat/later.js'
import { areOn, readNotices } from '../settings/notices.js'
import { unreadNews } from './unread-mention.js'

/** The newest that there was at the last look, of those wanted then. */
interface Told {
  level: NotifyLevel
  seq: Seq | null
}

/**
 * Tells of mentions, of messages to nobody else, and of whatever else a person wants to be told of in a room, that come while
 * the page is out of sight; of those that were there when it was opened, or when they began to want that, nothing. What was
 * told, by the page or by a push, is taken away when it has been read.
 */
export function useMentionNotices(rooms: readonly RoomView[], me: User, isLoaded: boolean): void {
  const later = useLater()
  const told = useRef(new Map<RoomId, Told>())
  const wasLoaded = useRef(false)

  useEffect(() => {
    if (later === null) return
    const isOn = areOn(readNotices())
    const read: RoomId[] = []
    for (const view of rooms) {
      const { notifyLevel: level, room, partner } = view
      const { roomId, name } = room
      const news = unreadNews(view, me)
      // A conversation that has just begun is news from its first message on.
      const before = told.current.get(roomId) ?? (wasLoaded.current ? { level, seq: null } : undefined)
      told.current.set(roomId, { level, seq: news?.seq ?? null })
      // What is older than what the page holds may be news as well.
      if (news === null && before?.seq !== null && !view.unreadIsAtLeast) read.push(roomId)
      if (before?.level !== level || news === null || news.seq <= (before.seq ?? 0)) continue
      if (!document.hidden || !isOn) continue
      const { seq, sender, text } = news
      const title = partner === null ? `${senderText(sender)} in ${name}` : sender.name
      void later.showNotice({ roomId, seq, title, text })
    }
    if (isOn && read.length > 0) void later.closeNotices(read)
    wasLoaded.current = isLoaded
  }, [rooms, me, isLoaded, later])
}
