// Has the server push notifications to this device, through the push service of its browser.

import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { SubscribePush } from '@hubbub/shared'

declare global {
  interface Window {
    /** Not in every browser, nor in TypeScript's DOM. What it makes goes where a string does. */
    readonly trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL: () => string },
      ): { createScriptURL: (path: string) => string }
    }
  }
}

const SCRIPT = '/service-worker.js'
const READY_WITHIN_MS = 10_000
type Client = Pick<ChatClient, 'pushKey' | 'subscribePush' | 'unsubscribePush'>

let scriptUrl: string | null = null

/** The page's policy lets this constant pass, and nothing else; its name can be used once. */
function trustedScript(): string {
  scriptUrl ??=
    window.trustedTypes
      ?.createPolicy('service-worker', { createScriptURL: () => SCRIPT })
      .createScriptURL(SCRIPT) ?? SCRIPT
  return scriptUrl
}

/** @returns undefined where pages can have no service worker, or have none yet */
export async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined
  const registration = await navigator.serviceWorker.getRegistration()
  return registration?.active ? registration : undefined
}

/**
 * Says to the server where this device is reached, anew with each call: its address may be another one by now.
 *
 * @returns false when the server, the browser or its service pushes nothing @throws CommandFailed when that is not known
 */
export async function pushHere(client: Client): Promise<boolean> {
  if (!('serviceWorker' in navigator && 'PushManager' in window)) return false
  try {
    await navigator.serviceWorker.register(trustedScript())
    const { pushManager } = await inTime(navigator.serviceWorker.ready)
    const key = await client.pushKey()
    const device = key === null ? null : deviceOf(await subscriptionWith(key, pushManager))
    if (device === null) return false
    await client.subscribePush(device)
    return true
  } catch (error) {
    if (error instanceof CommandFailed && error.retryable) throw error
    // Each browser has words of its own for why it has no push service, or cannot reach it.
    console.info('Notifications last as long as the page is open:', error)
    return false
  }
}

/** @param client null: without a connection; the address is worth nothing then, and the server learns that by itself @throws CommandFailed */
export async function pushNoMore(client: Client | null): Promise<void> {
  const subscription = await (await registered())?.pushManager.getSubscription()
  if (!subscription) return
  const { endpoint } = subscription
  await subscription.unsubscribe().catch(error => console.info('Not unsubscribed:', error))
  await client?.unsubscribePush(endpoint)
}

/** A script that cannot be installed is never ready, and says so to nobody. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('the service worker is not ready')), READY_WITHIN_MS)
    }),
  ])
}

async function subscriptionWith(key: string, push: PushManager): Promise<PushSubscription> {
  const known = await push.getSubscription()
  if (known && base64url(known.options.applicationServerKey) === key) return known
  // Of a server that has lost its key, or of another one that was here before.
  await known?.unsubscribe()
  return push.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

function deviceOf(subscription: PushSubscription): SubscribePush | null {
  const { endpoint, keys } = subscription.toJSON()
  if (!endpoint || !keys?.p256dh || !keys.auth) return null
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth }
}

function base64url(bytes: ArrayBuffer | null): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer()))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
