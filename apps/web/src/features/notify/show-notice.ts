// Notifications of the system. Where there is a service worker it shows them, as phones want it, and as a push does that comes
// later: then one takes the place of the other, and a press leads to the room however the notification came.

import { beginningOf, type RoomId, type Seq } from '@hubbub/shared'
import { openRoom } from '../rooms/room-route.js'
import { registered } from './push-here.js'

/** A notification shows the beginning only. */
const SHOWN_LENGTH = 200

/** Also the second one of a room is to be heard. Not in TypeScript's DOM. */
interface Renotifying extends NotificationOptions {
  renotify: boolean
}

interface News {
  roomId: RoomId
  seq: Seq
  title: string
  text: string
}

/** Of one room only the last one stays on the screen, from however many tabs. */
export async function showNotice({ roomId, seq, title, text }: News): Promise<void> {
  const body = beginningOf(text, SHOWN_LENGTH)
  const registration = await registered()
  try {
    if (registration) {
      const data = { roomId, seq }
      const look: Renotifying = { body, tag: roomId, icon: '/icon-512.png', data, renotify: true }
      await registration.showNotification(title, look)
      return
    }
    const notice = new Notification(title, { body, tag: roomId })
    notice.onclick = () => {
      window.focus()
      openRoom(roomId)
      notice.close()
    }
  } catch (error) {
    // Taken back meanwhile by the person; or Android, where only a service worker may show one.
    if (!(error instanceof TypeError)) throw error
  }
}

/** What they told of has been read. */
export async function closeNotices(roomIds: readonly RoomId[]): Promise<void> {
  for (const notice of await shown()) if (roomIds.some(roomId => roomId === notice.tag)) notice.close()
}

export async function closeAllNotices(): Promise<void> {
  for (const notice of await shown()) notice.close()
}

async function shown(): Promise<Notification[]> {
  return (await (await registered())?.getNotifications()) ?? []
}
