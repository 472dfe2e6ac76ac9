// Shows what the server pushes to this device while no page of the chat is in sight, and leads to it. It keeps nothing and answers
// no requests: the page is loaded as if it were not here.

import type { PushNotice, RoomId } from '@hubbub/shared'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', event => event.waitUntil(self.skipWaiting()))
self.addEventListener('push', event => {
  // Only our server can have encrypted and signed it.
  const notice: PushNotice | undefined = event.data?.json()
  if (notice) event.waitUntil(tell(notice))
})
self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(lead(event.notification.data.roomId))
})

/** Also the second one of a room is to be heard. Not in TypeScript's DOM. */
interface Renotifying extends NotificationOptions {
  renotify: boolean
}

/** Others (Safari) take a subscription back when pushes show nothing, though a page of the chat is in sight. */
const MAY_SHOW_NOTHING = /(Chrome|Firefox)\//.test(navigator.userAgent)

async function tell({ roomId, seq, room, sender, text }: PushNotice): Promise<void> {
  const pages = await openPages()
  // It shows the message itself.
  if (MAY_SHOW_NOTHING && pages.some(page => page.visibilityState === 'visible')) return
  // Of one room only the newest one stays on the screen, as of those that a page shows (features/notify/show-notice.ts).
  const [shown] = await self.registration.getNotifications({ tag: roomId })
  const isNews = !(shown && shown.data.seq >= seq)
  const title = room === null ? sender : `${sender} in ${room}`
  const look: Renotifying = {
    body: isNews ? text : shown.body,
    tag: roomId,
    icon: '/icon-512.png',
    data: isNews ? { roomId, seq } : shown.data,
    renotify: isNews,
  }
  await self.registration.showNotification(isNews ? title : shown.title, look)
}

async function lead(roomId: RoomId): Promise<void> {
  const [page] = await openPages()
  if (page === undefined) {
    await self.clients.openWindow(`/#/room/${roomId}`)
    return
  }
  page.postMessage({ roomId })
  await page.focus()
}

function openPages(): Promise<readonly WindowClient[]> {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true })
}
