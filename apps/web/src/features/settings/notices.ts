// Notifications of the system, when the user is mentioned while the page is out of sight. Off until a person turns them
// on here; the browser may refuse them then or at any later time.

const KEY = 'hubbub.notices'

export type Notices = 'off' | 'on' | 'blocked'

/** Whether this browser has them at all: some do only over TLS, some only for installed pages. */
export function canNotify(): boolean {
  return 'Notification' in window
}

export function readNotices(): Notices {
  if (!canNotify()) return 'off'
  if (Notification.permission === 'denied') return 'blocked'
  return Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on' ? 'on' : 'off'
}

export function turnNoticesOff(): void {
  localStorage.removeItem(KEY)
}

/** Asks the browser, which asks the person: only to be called upon a press of theirs. */
export async function turnNoticesOn(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(KEY, 'on')
}
