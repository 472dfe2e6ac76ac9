// Where programs post messages. Who may is said by the address alone: no cookie, no session, and any origin.

import {
  ChatError,
  IDEMPOTENCY_KEY_MAX_LENGTH,
  PACKET_MAX_BYTES,
  parseRoomId,
  parseWebhookId,
  type WebhookMessage,
} from '@hubbub/shared'
import { WebhookMessageSchema } from '@hubbub/shared/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import type { WebhookAddress } from '../chat/ports.js'
import { noSuchWebhook, WEBHOOKS_PATH, type WebhookRules } from '../chat/webhooks.js'

export const WEBHOOK_ROUTE = `${WEBHOOKS_PATH}/:roomId/:webhookId/:secret`
const WRONG_BODY = `The body must be like {"text": "Hello", "username": "CI", "idempotencyKey": "build-7"}: all strings, the last of at most ${IDEMPOTENCY_KEY_MAX_LENGTH} characters, and only the text is required.`

interface Params {
  roomId: string
  webhookId: string
  secret: string
}

export function registerWebhookRoutes(app: FastifyInstance, { post }: Pick<WebhookRules, 'post'>): void {
  const compiled = Compile(WebhookMessageSchema)
  const isMessage = (body: unknown): body is WebhookMessage => compiled.Check(body)

  app.post<{ Params: Params; Body: unknown }>(
    WEBHOOK_ROUTE,
    { bodyLimit: PACKET_MAX_BYTES },
    async ({ params, body, headers }) => {
      const address = addressOf(params)
      if (!isMessage(body)) throw new ChatError('bad_request', WRONG_BODY)
      const idempotencyKey = keyOf(headers['idempotency-key'], body.idempotencyKey)
      return { ok: true, ...(await post(address, { ...body, idempotencyKey })) }
    },
  )
}

/** What cannot be an address is one that nobody has. */
function addressOf({ roomId, webhookId, secret }: Params): WebhookAddress {
  try {
    return { roomId: parseRoomId(roomId), webhookId: parseWebhookId(webhookId), secret }
  } catch {
    throw noSuchWebhook()
  }
}

/** As the header, or as the body has it. */
function keyOf(header: FastifyRequest['headers'][string], inBody: string | undefined): string | undefined {
  if (header === undefined) return inBody
  if (typeof header !== 'string' || header === '' || header.length > IDEMPOTENCY_KEY_MAX_LENGTH)
    throw new ChatError(
      'bad_request',
      `Idempotency-Key must have 1 to ${IDEMPOTENCY_KEY_MAX_LENGTH} characters.`,
    )
  if (inBody !== undefined && inBody !== header)
    throw new ChatError('bad_request', 'Idempotency-Key and the idempotencyKey of the body differ.')
  return header
}
