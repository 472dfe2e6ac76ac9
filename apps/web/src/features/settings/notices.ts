// Notifications of the system, about what a person wants to be told of in each room, while the page is out of sight. Off on each
// computer until a person turns them on there; the browser may refuse them then or at any later time.

import { useSyncExternalStore } from 'react'
import { canHover } from '../../ui/use-media.js'

const KEY = 'hubbub.notices'
const TURNED = 'hubbub:notices-turned'

/** `none`: there are none to turn on. Some browsers have them only over TLS, and those of phones only for installed pages. */
export type Notices = 'none' | 'off' | 'on' | 'blocked'

export function readNotices(): Notices {
  if (!('Notification' in window) || !canHover()) return 'none'
  if (Notification.permission === 'denied') return 'blocked'
  return Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on' ? 'on' : 'off'
}

export function useNotices(): Notices {
  return useSyncExternalStore(subscribe, readNotices)
}

export function turnNoticesOff(): void {
  localStorage.removeItem(KEY)
  window.dispatchEvent(new Event(TURNED))
}

/** Asks the browser, which asks the person: only to be called upon a press of theirs. */
export async function turnNoticesOn(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(KEY, 'on')
  window.dispatchEvent(new Event(TURNED))
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(TURNED, listener)
  return () => window.removeEventListener(TURNED, listener)
}
