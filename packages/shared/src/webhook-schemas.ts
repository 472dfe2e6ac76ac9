// What moderators say about webhooks, and what programs post to them.

import Type, { type Static } from 'typebox'
import { WEBHOOK_ID_PATTERN, type WebhookId } from './ids.js'
import { IDEMPOTENCY_KEY_MAX_LENGTH } from './limits.js'
import { branded, ClientMessageIdSchema, NameSchema, RoomIdSchema, strict } from './schema-fields.js'

const WebhookIdSchema = branded<WebhookId>(Type.String({ pattern: WEBHOOK_ID_PATTERN }))

/** Sent again under the same key it is the same webhook, with another address: the one before has come to nobody. */
export const CreateWebhookSchema = Type.Object(
  { roomId: RoomIdSchema, clientMessageId: ClientMessageIdSchema, name: NameSchema },
  strict,
)
export type CreateWebhook = Static<typeof CreateWebhookSchema>

export const ListWebhooksSchema = Type.Object({ roomId: RoomIdSchema }, strict)
export type ListWebhooks = Static<typeof ListWebhooksSchema>

export const RemoveWebhookSchema = Type.Object(
  { roomId: RoomIdSchema, clientMessageId: ClientMessageIdSchema, webhookId: WebhookIdSchema },
  strict,
)
export type RemoveWebhook = Static<typeof RemoveWebhookSchema>

/**
 * What a program posts. Unknown fields are let be here, and here alone: it may send what it sends to other chats as well.
 * Text and username are measured by chat/send-message.ts and chat/names.ts, all of it by the route.
 */
export const WebhookMessageSchema = Type.Object({
  text: Type.String(),
  username: Type.Optional(Type.String()),
  idempotencyKey: Type.Optional(Type.String({ minLength: 1, maxLength: IDEMPOTENCY_KEY_MAX_LENGTH })),
})
export type WebhookMessage = Static<typeof WebhookMessageSchema>
