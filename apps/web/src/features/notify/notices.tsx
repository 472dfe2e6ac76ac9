import type { RoomView } from '@hubbub/client'
import { type Epoch, type NotifyLevel, type RoomId, type Seq, senderText, type User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { unreadNews } from '../mentions/unread-mention.js'
import { areOn, readNotices } from '../settings/notices.js'
import { closeNotices, showNotice } from './show-notice.js'

/** Whoever reads it in another tab, or on another device, has read it by then. */
const PATIENCE_MS = 400

interface NoticesProps {
  rooms: readonly RoomView[]
  me: User
  /** Whether all rooms have come: what is unread in them then is no news. */
  areLoaded: boolean
}

/** The newest message seen so far among those the user wants to hear of. */
interface Told {
  epoch: Epoch
  level: NotifyLevel
  seq: Seq | null
  /** Whether it was unread then. */
  isUnread: boolean
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
      const { notifyLevel: level, room, timeline, readSeq } = view
      const { roomId } = room
      const { epoch } = timeline
      const news = unreadNews(view, me)
      const last = told.current.get(roomId)
      // A room, or a log, that is seen for the first time after the first load has been told nothing yet; at the first load all has.
      const untold = wereLoaded.current ? { epoch, level, seq: null, isUnread: false } : undefined
      const before = last?.epoch === epoch ? last : untold
      // What is marked as unread later is no news.
      const seq = later(later(news?.seq ?? null, readSeq), before?.seq ?? null)
      told.current.set(roomId, { epoch, level, seq, isUnread: news !== null })
      // What is older than what the page holds may be news as well.
      if (news === null && before?.isUnread !== false && !view.unreadIsAtLeast) read.push(roomId)
      if (before?.level !== level || news === null || news.seq <= (before.seq ?? 0)) continue
      if (!isOn || isInSight() || waiting.current.has(roomId)) continue
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

function later(one: Seq | null, other: Seq | null): Seq | null {
  return (one ?? 0) > (other ?? 0) ? one : other
}

/** A window behind another one is visible, as far as the browser knows. */
function isInSight(): boolean {
  return !document.hidden && document.hasFocus()
}
