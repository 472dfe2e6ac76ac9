// Notifications of the system, as the browser knows of them, and pushes as its service would bring them: that itself no test can reach.

import type { PushNotice, RoomId, SubscribePush } from '@hubbub/shared'
import type { Page, Worker } from 'playwright-core'
import { eventually } from './eventually.js'

/** For pages whose notifications are not asked about. */
export const MAY_NOTIFY = { permissions: ['notifications'] }

/** From now on the page is out of sight, as far as it and its service worker know. */
export async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window, { isHidden: true })
    Object.defineProperty(document, 'hidden', { get: () => 'isHidden' in window, configurable: true })
  })
  const hidden = `Object.defineProperty(WindowClient.prototype, 'visibilityState', { get: () => 'hidden', configurable: true })`
  for (const worker of page.context().serviceWorkers()) await worker.evaluate(`${hidden}; null`)
}

export async function show(page: Page): Promise<void> {
  await page.evaluate('delete window.isHidden')
  for (const worker of page.context().serviceWorkers())
    await worker.evaluate(
      `Object.defineProperty(WindowClient.prototype, 'visibilityState', { get: () => 'visible', configurable: true }); null`,
    )
}

async function serviceWorkerOf(page: Page): Promise<Worker> {
  return eventually(() => {
    const [worker] = page.context().serviceWorkers()
    if (worker === undefined) throw new Error('the page has no service worker')
    return worker
  })
}

/** What stands on the screen, as `title: body`. */
export async function noticesOf(page: Page): Promise<string[]> {
  const worker = await serviceWorkerOf(page)
  return worker.evaluate<string[]>(
    `registration.getNotifications().then(all => all.map(it => it.title + ': ' + it.body))`,
  )
}

/** Somebody presses the notification about this room. @returns which address was opened, when no page was there */
export async function pressNotice(page: Page, roomId: RoomId): Promise<string | null> {
  const worker = await serviceWorkerOf(page)
  // A press that no hand made may open and focus nothing: in the place of that stand functions that tell of it.
  return worker.evaluate<string | null>(`(async () => {
    let opened = null
    let done
    clients.openWindow = async url => { opened = url }
    WindowClient.prototype.focus = async () => {}
    const [notification] = await registration.getNotifications({ tag: '${roomId}' })
    const waitUntil = work => { done = work }
    self.dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil }))
    await done
    return opened
  })()`)
}

/** In this page's browser a push service says that this is the device, once `window.mayAnswer` is not false. */
export async function subscribesAs(page: Page, device: SubscribePush): Promise<void> {
  await page.addInitScript(({ endpoint, p256dh, auth }) => {
    let current: object | null = null
    const bytesOf = (key: string) =>
      Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), byte => byte.charCodeAt(0)).buffer
    Object.assign(PushManager.prototype, {
      getSubscription: async () => current,
      async subscribe({ applicationServerKey }: { applicationServerKey: string }) {
        while (Reflect.get(window, 'mayAnswer') === false) await new Promise(requestAnimationFrame)
        current = {
          endpoint,
          options: { applicationServerKey: bytesOf(applicationServerKey) },
          toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
          async unsubscribe() {
            current = null
            return true
          },
        }
        return current
      },
    })
  }, device)
}

/** What came to the push service goes on to the device. */
export async function deliver(page: Page, origin: string, notice: PushNotice): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const registrationId = new Promise<string>(resolve => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const known = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))
      if (known) resolve(known.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const data = JSON.stringify(notice)
  await session.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await registrationId,
    data,
  })
  await session.detach()
}
