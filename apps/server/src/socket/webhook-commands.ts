// What moderators say about the webhooks of a room.

import type { CreateWebhook, ListWebhooks, RemoveWebhook } from '@hubbub/shared'
import { CreateWebhookSchema, ListWebhooksSchema, RemoveWebhookSchema } from '@hubbub/shared/schemas'
import type { WebhookRules } from '../chat/webhooks.js'
import type { Caller } from './commands.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createWebhookCommands(
  handle: Handle,
  webhooks: WebhookRules,
): ReadonlyMap<string, Handler<Caller>> {
  const is = {
    create: validator<CreateWebhook>(CreateWebhookSchema),
    list: validator<ListWebhooks>(ListWebhooksSchema),
    remove: validator<RemoveWebhook>(RemoveWebhookSchema),
  }
  // Creating and removing each write an entry: whoever does both by turns must not fill a log.
  const limits = { changes: createRateLimit(60, 60), lists: createRateLimit(60, 10) }

  return new Map<string, Handler<Caller>>([
    [
      'webhook:create',
      handle(is.create, limits.changes, (command, caller: Caller) => webhooks.create(caller, command)),
    ],
    [
      'webhook:list',
      handle(is.list, limits.lists, (request, caller: Caller) => webhooks.list(caller, request)),
    ],
    [
      'webhook:remove',
      handle(is.remove, limits.changes, (command, caller: Caller) => webhooks.remove(caller, command)),
    ],
  ])
}
