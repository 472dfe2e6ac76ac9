// What the rules of webhooks need from the world. Implemented in redis/.

import type { ClientMessageId, RoomId, SendReceipt, Webhook, WebhookId, WebhookName } from '@hubbub/shared'
import type { Moderator } from './restriction-ports.js'

/** Where a program posts to. Whoever knows all of it may write. */
export interface WebhookAddress {
  roomId: RoomId
  webhookId: WebhookId
  secret: string
}

export interface NewWebhook {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  name: string
}

export interface WebhookRemoval {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  webhookId: WebhookId
}

/** The webhooks of each room. Always true: of an address only a hash is kept; once one is removed its room's log takes nothing of it. */
export interface Webhooks {
  /**
   * Sent again under the same key it is the same webhook, under another address: whoever asks again has not been told the one
   * before.
   *
   * @throws ChatError not_a_member, banned, not_a_moderator, too_many_webhooks, conflict; not_found when it is sent again and
   * the webhook has been removed since; unavailable: then it may be in the log or not
   */
  add(webhook: NewWebhook): Promise<WebhookAddress>
  /** @throws as `add`; not_found when there is no such webhook */
  remove(removal: WebhookRemoval): Promise<SendReceipt>
  /** In the order in which they were made. @throws ChatError not_a_member, banned, not_a_moderator */
  list(roomId: RoomId, by: Moderator): Promise<Webhook[]>
  /** @returns null unless there is one under this very address */
  find(address: WebhookAddress): Promise<WebhookName | null>
}

/** Counts what one webhook posts, all over the cluster. @throws ChatError rate_limited, or unavailable when nobody can count */
export type WebhookThrottle = (webhookId: WebhookId) => Promise<void>
