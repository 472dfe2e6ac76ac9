// How programs write into a room. Always true: what a webhook posts goes the way of any message; and it stands in the log under
// the webhook's own id and with its name as a mark, so that no name it goes by makes it look like a person.

import { createHash, randomUUID } from 'node:crypto'
import {
  ChatError,
  type ClientMessageId,
  type CreatedWebhook,
  type CreateWebhook,
  type ListWebhooks,
  parseClientMessageId,
  parseUserId,
  type RemoveWebhook,
  type RoomWebhooks,
  type Sender,
  type SendReceipt,
  type WebhookName,
} from '@hubbub/shared'
import { normalizeName } from './names.js'
import type { Moderator } from './restriction-ports.js'
import type { SendMessageRule } from './send-message.js'
import { fromSlack } from './slack-text.js'
import type { WebhookAddress, Webhooks, WebhookThrottle } from './webhook-ports.js'

/** What a program posts, as far as anything is made of it. */
export interface Posted {
  text: string
  /** Under which name it is shown; blank or none: that of the webhook. */
  username?: string | undefined
  /** None: the same posted again is another message. */
  idempotencyKey?: string | undefined
}

/** Below it come the id of the room, that of the webhook, and its secret. */
export const WEBHOOKS_PATH = '/api/hooks'

export interface WebhookRules {
  /** @throws what `normalizeName` and `Webhooks.add` throw */
  create(by: Moderator, command: CreateWebhook): Promise<CreatedWebhook>
  /** @throws what `Webhooks.list` throws */
  list(by: Moderator, request: ListWebhooks): Promise<RoomWebhooks>
  /** @throws what `Webhooks.remove` throws */
  remove(by: Moderator, command: RemoveWebhook): Promise<SendReceipt>
  /** @throws ChatError not_found when there is no such webhook; rate_limited; conflict; what `textOf`, `normalizeName` and the log throw */
  post(address: WebhookAddress, posted: Posted): Promise<SendReceipt>
}

export function createWebhookRules(deps: {
  webhooks: Webhooks
  throttle: WebhookThrottle
  sendMessage: SendMessageRule
}): WebhookRules {
  const { webhooks, throttle, sendMessage } = deps
  return {
    async create(by, { name: given, ...command }) {
      const name = normalizeName(given)
      const { roomId, webhookId, secret } = await webhooks.add({ ...command, by, name })
      return { webhookId, name, path: `${WEBHOOKS_PATH}/${roomId}/${webhookId}/${secret}` }
    },
    list: async (by, { roomId }) => ({ webhooks: await webhooks.list(roomId, by) }),
    remove: (by, command) => webhooks.remove({ ...command, by }),

    async post(address, { text: posted, username, idempotencyKey }) {
      const webhook = await webhooks.find(address)
      if (webhook === null) throw noSuchWebhook()
      await throttle(webhook.webhookId)
      const { roomId } = address
      const clientMessageId = keyOf(idempotencyKey)
      const text = fromSlack(posted)
      return sendMessage(senderOf(webhook, username), { roomId, clientMessageId, text }).catch(refused)
    },
  }
}

export function noSuchWebhook(): ChatError {
  return new ChatError('not_found', 'There is no such webhook.')
}

function senderOf({ webhookId, name }: WebhookName, username = ''): Sender {
  const shown = username.trim() === '' ? name : normalizeName(username)
  return { userId: parseUserId(webhookId), name: shown, app: name }
}

/** Programs have keys of any form, or none. */
function keyOf(idempotencyKey: string = randomUUID()): ClientMessageId {
  return parseClientMessageId(createHash('sha256').update(idempotencyKey).digest('base64url'))
}

/** In the words of whoever posts. */
function refused(error: unknown): never {
  if (!(error instanceof ChatError)) throw error
  // It has been removed since it was looked for: no member, then, and no webhook either.
  if (error.code === 'not_a_member') throw noSuchWebhook()
  if (error.code === 'conflict')
    throw new ChatError('conflict', 'This idempotency key was used for another message.')
  throw error
}
