// What moderators say about the webhooks of a room.

import { CreateWebhookSchema, ListWebhooksSchema, RemoveWebhookSchema } from '@hubbub/shared/schemas'
import type { WebhookRules } from '../chat/webhooks.js'
import type { Handle, Handler } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createWebhookCommands(handle: Handle, webhooks: WebhookRules): ReadonlyMap<string, Handler> {
  // Creating and removing each write an entry: whoever does both by turns must not fill a log.
  const limits = { changes: createRateLimit(60, 60), lists: createRateLimit(60, 10) }

  return new Map([
    [
      'webhook:create',
      handle(CreateWebhookSchema, limits.changes, (command, caller) => webhooks.create(caller, command)),
    ],
    [
      'webhook:list',
      handle(ListWebhooksSchema, limits.lists, (request, caller) => webhooks.list(caller, request)),
    ],
    [
      'webhook:remove',
      handle(RemoveWebhookSchema, limits.changes, (command, caller) => webhooks.remove(caller, command)),
    ],
  ])
}
