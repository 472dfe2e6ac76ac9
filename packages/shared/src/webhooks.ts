// Webhooks of a room: how programs write into it.

import type { WebhookId } from './ids.js'
import type { User } from './people.js'

export interface WebhookName {
  webhookId: WebhookId
  name: string
}

export interface Webhook extends WebhookName {
  /** Who made it. */
  by: User
  /** Milliseconds since 1970. */
  createdAt: number
  /** When it last wrote, in milliseconds since 1970; null: never yet. */
  usedAt: number | null
}

/** Told once: nobody can read the address again. */
export interface CreatedWebhook extends WebhookName {
  /** Where programs post to, below the origin of the chat. Whoever knows it can write into the room. */
  path: string
}

export interface RoomWebhooks {
  /** The one that was made first, first; WEBHOOKS_MAX at most. */
  webhooks: readonly Webhook[]
}
