import type { RoomView } from '@hubbub/client'
import type { RoomId, Seq, User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { openRoom } from '../rooms/room-route.js'
import { readNotices } from '../settings/notices.js'
import { type UnreadMention, unreadMention } from './unread-mention.js'

/** A notification shows the beginning only. */
const SHOWN_LENGTH = 200

/** Tells of mentions that come while the page is out of sight; of those that were there when it was opened, nothing. */
export function useMentionNotices(rooms: readonly RoomView[], me: User): void {
  const told = useRef(new Map<RoomId, Seq | null>())

  useEffect(() => {
    for (const view of rooms) {
      const { roomId } = view.room
      const mention = unreadMention(view, me)
      const before = told.current.get(roomId)
      told.current.set(roomId, mention?.seq ?? null)
      if (before === undefined || mention === null || mention.seq <= (before ?? 0)) continue
      if (document.hidden && readNotices() === 'on') notify(view, mention)
    }
  }, [rooms, me])
}

function notify({ room }: RoomView, { sender, text }: UnreadMention): void {
  try {
    const notice = new Notification(`${sender.name} in ${room.name}`, {
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
