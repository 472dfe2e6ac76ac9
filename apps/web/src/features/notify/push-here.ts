// Has the server push notifications to this device, through the push service of its browser.

import type { ChatClient } from '@hubbub/client'

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

function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window
}

/**
 * Says to the server where this device is reached, anew with each call: its address may be another one by now.
 *
 * @returns false when the server, the browser or its service pushes nothing @throws CommandFailed
 */
export async function pushHere(client: Client): Promise<boolean> {
  if (!canPush()) return false
  await navigator.serviceWorker.register(trustedScript())
  const registration = await navigator.serviceWorker.ready
  const key = await client.pushKey()
  const subscription = key === null ? null : await subscriptionWith(key, registration.pushManager)
  const { endpoint, keys } = subscription?.toJSON() ?? {}
  if (!endpoint || !keys?.p256dh || !keys.auth) return false
  await client.subscribePush({ endpoint, p256dh: keys.p256dh, auth: keys.auth })
  return true
}

/** @throws CommandFailed */
export async function pushNoMore(client: Client): Promise<void> {
  if (!canPush()) return
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription) return
  await subscription.unsubscribe()
  await client.unsubscribePush(subscription.endpoint)
}

async function subscriptionWith(key: string, push: PushManager): Promise<PushSubscription | null> {
  const known = await push.getSubscription()
  if (known && base64url(known.options.applicationServerKey) === key) return known
  // Of a server that has lost its key, or of another one that was here before.
  await known?.unsubscribe()
  try {
    return await push.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch (error) {
    // The browser has no push service, or cannot reach it; it says so in the console.
    if (error instanceof DOMException) return null
    throw error
  }
}

function base64url(bytes: ArrayBuffer | null): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer()))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
