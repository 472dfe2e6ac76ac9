// What a moderator asks about the webhooks of a joined room, answered while they wait for it.

import type { ClientMessageId, CreatedWebhook, RoomId, Webhook, WebhookId } from '@hubbub/shared'
import type { AskRoom } from './room-links.js'

export interface WebhookCommands {
  /** @returns the only time that its address is told @throws CommandFailed; `unavailable`: it may have been made all the same */
  createWebhook(roomId: RoomId, name: string): Promise<CreatedWebhook>
  /** In the order in which they were made. @throws CommandFailed */
  listWebhooks(roomId: RoomId): Promise<readonly Webhook[]>
  /** Resolves once nothing of it can come into the room any more. @throws CommandFailed; `unavailable` when it is not known */
  removeWebhook(roomId: RoomId, webhookId: WebhookId): Promise<void>
}

export function createWebhookCommands(deps: {
  ask: AskRoom
  newKey: () => ClientMessageId
}): WebhookCommands {
  const { ask, newKey } = deps
  return {
    createWebhook(roomId, name) {
      const command = { roomId, clientMessageId: newKey(), name }
      return ask(roomId, link => link.command('webhook:create', command))
    },
    async listWebhooks(roomId) {
      return (await ask(roomId, link => link.command('webhook:list', { roomId }))).webhooks
    },
    async removeWebhook(roomId, webhookId) {
      const command = { roomId, clientMessageId: newKey(), webhookId }
      await ask(roomId, link => link.command('webhook:remove', command))
    },
  }
}
