// Sends notifications to push services (RFC 8030), encrypted for the device (RFC 8291) and signed by this server (RFC 8292).
// Always true: only to addresses that the settings allow, never further than there, and to few at a time.

import { hash } from 'node:crypto'
import type { PushNotice } from '@hubbub/shared'
import pLimit, { type LimitFunction } from 'p-limit'
import webPush from 'web-push'
import type { PushAddress, PushKeyPair, PushKeys, PushOutcome, PushService } from '../chat/ports.js'
import type { Log } from '../log.js'

/** Push services answer in a fraction of it. */
const TIMEOUT_MS = 10_000
/** To one service, so that one that hangs does not keep others from theirs. */
const AT_ONCE = 20
/** Beyond them a push fails at once: a service that hangs must not fill this worker's memory. */
const WAITING_MAX = 1_000
/** What has waited for longer fails: by then it may have been read, or deleted. */
const WAIT_MAX_MS = 30_000
/** How long a service keeps it for a device that is off. */
const TTL_SECONDS = 24 * 60 * 60
/** Characters of a topic, which a service takes from (RFC 8030, section 5.4). */
const TOPIC_LENGTH = 32

/** @param services origins; behind `https://*.` any host of that domain @param contact whom a service may write to: a URL */
export function createPushService(options: {
  services: readonly string[]
  contact: string
  keys: PushKeys
  logger: Log
}): PushService {
  const { services, contact, keys, logger } = options
  const lines = new Map<string, LimitFunction>()
  let pair: PushKeyPair | null = null
  let isDoubted = true

  return {
    async key() {
      if (services.length === 0) return null
      // What Redis has lost meanwhile is kept anew: devices know this one.
      pair = await keys.keep(pair ?? webPush.generateVAPIDKeys())
      isDoubted = false
      return pair.publicKey
    },
    async isUsed() {
      return services.length > 0 && (await keptPair()) !== null
    },
    mayReach,
    async push(address, notice) {
      if (!mayReach(address.endpoint)) return 'failed'
      const line = lineTo(new URL(address.endpoint).origin)
      if (line.pendingCount >= WAITING_MAX) return 'failed'
      const lateAt = performance.now() + WAIT_MAX_MS
      return line(async () => (performance.now() > lateAt ? 'failed' : await trySend(address, notice)))
    },
  }

  /** Redis is asked as long as there is none, and again when a service did not know ours: Redis may have lost it since. */
  async function keptPair(): Promise<PushKeyPair | null> {
    if (!isDoubted) return pair
    pair = (await keys.read()) ?? pair
    isDoubted = pair === null
    return pair
  }

  function lineTo(origin: string): LimitFunction {
    const line = lines.get(origin) ?? pLimit(AT_ONCE)
    lines.set(origin, line)
    return line
  }

  function mayReach(endpoint: string): boolean {
    if (!URL.canParse(endpoint)) return false
    const { origin, protocol, host, username, password } = new URL(endpoint)
    if (username !== '' || password !== '') return false
    return services.some(service =>
      service.startsWith('https://*.')
        ? protocol === 'https:' && host.endsWith(service.slice('https://*'.length))
        : origin === service,
    )
  }

  async function trySend(address: PushAddress, notice: PushNotice): Promise<PushOutcome> {
    try {
      return await send(address, notice)
    } catch (error) {
      logger.debug({ service: new URL(address.endpoint).host, reason: String(error) }, 'not pushed')
      return 'failed'
    }
  }

  async function send({ endpoint, p256dh, auth }: PushAddress, notice: PushNotice): Promise<PushOutcome> {
    if (pair === null) throw new Error('nobody has asked for the key')
    const { method, headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(notice),
      {
        vapidDetails: { subject: contact, ...pair },
        TTL: TTL_SECONDS,
        urgency: 'high',
        // Of one room a device that was off hears the newest only.
        topic: hash('sha256', notice.roomId, 'base64url').slice(0, TOPIC_LENGTH),
      },
    )
    const answer = await fetch(endpoint, {
      method,
      headers: headersOf(headers),
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.body?.cancel()
    if (answer.ok) return 'sent'
    if (answer.status === 404 || answer.status === 410) return 'gone'
    if ([400, 401, 403].includes(answer.status)) isDoubted = true
    throw new Error(`status ${answer.status}`)
  }
}

/** Content-Length is for whoever sends to say. */
function headersOf(given: object): Record<string, string> {
  const headers = Object.entries(given).map(([name, value]) => [name, String(value)] as const)
  return Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'content-length'))
}
