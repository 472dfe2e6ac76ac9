// Notifications of the system, about what a person wants to be told of in each room, while the page is out of sight. Off on each
// device until a person turns them on there; the browser may refuse them then or at any later time.

import { useSyncExternalStore } from 'react'
import { keep } from '../../ui/keep.js'
import { canHover } from '../../ui/use-media.js'

const KEY = 'hubbub.notices'
const TURNED = 'hubbub:notices-turned'

/**
 * `none`: there are none to turn on. Some browsers have them only over TLS, and those of some phones only for installed pages.
 * `here`: as long as the page is open; `pushed`: also when it is not, as the server pushes them to this device.
 */
export type Notices = 'none' | 'off' | 'here' | 'pushed' | 'blocked'

export function readNotices(): Notices {
  // Where there is no mouse only a service worker may show one.
  if (!('Notification' in window) || !(canHover() || 'PushManager' in window)) return 'none'
  if (Notification.permission === 'denied') return 'blocked'
  const kept = localStorage.getItem(KEY)
  if (Notification.permission !== 'granted' || kept === null) return 'off'
  return kept === 'pushed' ? kept : 'here'
}

export function areOn(notices: Notices): boolean {
  return notices === 'here' || notices === 'pushed'
}

export function useNotices(): Notices {
  return useSyncExternalStore(subscribe, readNotices)
}

export function turnNoticesOff(): void {
  turn(null)
}

/** Asks the browser, which asks the person: only to be called upon a press of theirs. */
export async function turnNoticesOn(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') turn('here')
  else window.dispatchEvent(new Event(TURNED))
}

/** Of notifications that are on: whether the server pushes them to this device. */
export function notePushed(isPushed: boolean): void {
  if (areOn(readNotices())) turn(isPushed ? 'pushed' : 'here')
}

function turn(value: string | null): void {
  keep(KEY, value)
  window.dispatchEvent(new Event(TURNED))
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(TURNED, listener)
  return () => window.removeEventListener(TURNED, listener)
}
