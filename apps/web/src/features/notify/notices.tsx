import type { RoomView } from '@hubbub/client'
import { type RoomId, senderText, type User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { unreadNews } from '../mentions/unread-mention.js'
import { areOn, readNotices } from '../settings/notices.js'
import { closeNotices, showNotice } from './show-notice.js'
import { type Told, whatIsNews } from './what-is-news.js'

/** Whoever reads it in another tab, or on another device, has read it by then. */
const PATIENCE_MS = 400

interface NoticesProps {
  rooms: readonly RoomView[]
  me: User
  /** Whether all rooms have come: what is unread in them then is no news. */
  areLoaded: boolean
}

/**
 * Shows nothing in the page: tells of mentions, of messages to nobody else, and of whatever else a person wants to be told of in
 * a room, that come while they do not look; of those that were there when it was opened, or when they began to want that,
 * nothing. What was told, by the page or by a push, is taken away when it has been read.
 */
export function Notices({ rooms, me, areLoaded }: NoticesProps) {
  const told = useRef(new Map<RoomId, Told>())
  const wereLoaded = useRef(false)
  const now = useRef(rooms)
  const waiting = useRef(new Map<RoomId, ReturnType<typeof setTimeout>>())

  useEffect(() => {
    now.current = rooms
    const isOn = areOn(readNotices())
    const read: RoomId[] = []
    for (const view of rooms) {
      const { roomId } = view.room
      const since = whatIsNews(view, me, told.current.get(roomId), wereLoaded.current)
      told.current.set(roomId, since.told)
      if (since.isRead) read.push(roomId)
      if (!since.isNews || !isOn || isInSight() || waiting.current.has(roomId)) continue
      waiting.current.set(
        roomId,
        setTimeout(() => tell(roomId), PATIENCE_MS),
      )
    }
    if (isOn && read.length > 0) void closeNotices(read)
    wereLoaded.current ||= areLoaded

    function tell(roomId: RoomId) {
      waiting.current.delete(roomId)
      const view = now.current.find(({ room }) => room.roomId === roomId)
      const news = view ? unreadNews(view, me) : null
      if (view === undefined || news === null || isInSight()) return
      const { seq, sender, text } = news
      const title = view.partner === null ? `${senderText(sender)} in ${view.room.name}` : sender.name
      void showNotice({ roomId, seq, title, text })
    }
  }, [rooms, me, areLoaded])

  useEffect(() => {
    const timers = waiting.current
    return () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    }
  }, [])
  return null
}

/** A window behind another one is visible, as far as the browser knows. */
function isInSight(): boolean {
  return !document.hidden && document.hasFocus()
}
