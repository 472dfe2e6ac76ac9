import type { RoomView } from '@hubbub/client'
import type { NotifyLevel, RoomId, Seq, User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { loadLater } from '../chat/later.js'
import { areOn, readNotices } from '../settings/notices.js'
import { senderText } from '../webhooks/sender-text.js'
import { type UnreadMention, unreadNews } from './unread-mention.js'

/** The newest that there was at the last look, of those wanted then. */
interface Told {
  level: NotifyLevel
  seq: Seq | null
}

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
      const isOn = areOn(readNotices())
      if (isOn && news === null && before?.seq) void forget(room.roomId)
      if (before?.level !== level || news === null || news.seq <= (before.seq ?? 0)) continue
      if (document.hidden && isOn) void notify(view, news)
    }
    wasLoaded.current = isLoaded
  }, [rooms, me, isLoaded])
}

async function notify({ room: { roomId, name }, partner }: RoomView, { sender, text }: UnreadMention) {
  const title = partner === null ? `${senderText(sender)} in ${name}` : sender.name
  ;(await loadLater()).showNotice(roomId, title, text)
}

async function forget(roomId: RoomId) {
  ;(await loadLater()).closeNotice(roomId)
}
