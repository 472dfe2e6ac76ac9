// Notifications of the system. Where there is a service worker it shows them, as phones want it, and as a push does that comes
// later: then one takes the place of the other, and a press leads to the room however the notification came.

import type { RoomId } from '@hubbub/shared'
import { openRoom } from '../rooms/room-route.js'

/** A notification shows the beginning only. */
const SHOWN_LENGTH = 200

/** Of one room only the last one stays on the screen, from however many tabs. */
export async function showNotice(roomId: RoomId, title: string, text: string): Promise<void> {
  const body = text.slice(0, SHOWN_LENGTH)
  const registration = await registered()
  if (registration)
    return registration.showNotification(title, {
      body,
      tag: roomId,
      icon: '/icon-512.png',
      data: { roomId },
    })
  try {
    const notice = new Notification(title, { body, tag: roomId })
    notice.onclick = () => {
      window.focus()
      openRoom(roomId)
      notice.close()
    }
  } catch (error) {
    // Android: there only a service worker may show one.
    if (!(error instanceof TypeError)) throw error
  }
}

/** What it told of has been read. */
export async function closeNotice(roomId: RoomId): Promise<void> {
  const shown = await (await registered())?.getNotifications({ tag: roomId })
  for (const notice of shown ?? []) notice.close()
}

/** @returns nothing where pages can have no service worker, or have none yet */
async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  return 'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration() : undefined
}
