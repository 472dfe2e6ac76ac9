// Sends notifications to push services (RFC 8030), encrypted for the device (RFC 8291) and signed by this server (RFC 8292).
// Always true: only to addresses that the settings allow, never further than there, and to few at a time.

import { createHash } from 'node:crypto'
import type { PushNotice } from '@hubbub/shared'
import webPush from 'web-push'
import type { PushAddress, PushKeyPair, PushKeys, PushOutcome, PushService } from '../chat/ports.js'
import type { Log } from '../log.js'

/** Push services answer in a fraction of it. */
const TIMEOUT_MS = 10_000
const AT_ONCE = 20
/** Beyond them a push fails at once: a service that hangs must not fill this worker's memory. */
const WAITING_MAX = 1_000
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
  const inLine: (() => void)[] = []
  let underWay = 0
  let pair: PushKeyPair | null = null

  return {
    async key() {
      if (services.length === 0) return null
      pair ??= (await keys.read()) ?? (await keys.keep(webPush.generateVAPIDKeys()))
      return pair.publicKey
    },
    async isUsed() {
      if (services.length > 0) pair ??= await keys.read()
      return pair !== null
    },
    mayReach,
    async push(address, notice) {
      if (!mayReach(address.endpoint) || inLine.length >= WAITING_MAX) return 'failed'
      if (underWay >= AT_ONCE) await new Promise<void>(resolve => inLine.push(resolve))
      underWay++
      try {
        return await send(address, notice)
      } catch (error) {
        logger.debug({ service: new URL(address.endpoint).host, reason: String(error) }, 'not pushed')
        return 'failed'
      } finally {
        underWay--
        inLine.shift()?.()
      }
    },
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
        topic: createHash('sha256').update(notice.roomId).digest('base64url').slice(0, TOPIC_LENGTH),
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
    // Signed with a pair that the device does not know: Redis may have lost it, and others have made another since.
    if (answer.status === 401 || answer.status === 403) pair = null
    throw new Error(`status ${answer.status}`)
  }
}

/** Content-Length is for whoever sends to say. */
function headersOf(given: object): Record<string, string> {
  const headers = Object.entries(given).map(([name, value]) => [name, String(value)] as const)
  return Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'content-length'))
}
