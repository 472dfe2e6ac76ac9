// Webhooks of rooms. Always true: adding or removing one, its entry, its receipt and its publication are one script; the script
// that appends messages looks at the same key, so that nothing of a webhook is written behind the entry that removes it. Of a
// secret only a hash is kept: who reads Redis can post nothing.

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { parseWebhookId, WEBHOOKS_MAX, type Webhook, type WebhookId, type WebhookName } from '@hubbub/shared'
import type { NewWebhook, Webhooks } from '../chat/ports.js'
import { createAppendOne } from './append-one.js'
import { hashOf, hashOfText } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { createScript } from './script.js'

/** 192 random bits: nobody guesses it, so that a plain hash keeps it as well as a slow one. */
const SECRET_BYTES = 24
const ID_LENGTH = 16
const REFUSALS = {
  not_found: 'There is no such webhook any more.',
  not_a_moderator: 'You do not moderate this room.',
  too_many_webhooks: `A room has ${WEBHOOKS_MAX} webhooks at most.`,
  conflict: 'This clientMessageId was used for something else.',
}

export function createWebhooks(
  redis: Commands,
  keys: Keys,
  entriesToKeep: number,
  appends: Appends,
): Webhooks {
  const append = createAppendOne(
    { keys, entriesToKeep, appends },
    { name: 'webhook.lua', more: [keys.webhooks], refusals: REFUSALS },
  )
  const listScript = createScript(redis, 'log.lua', 'list-webhooks.lua')

  return {
    async add({ name, ...command }) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const webhookId = idOf(command)
      const entry = { ...command, hash: hashOf('webhook', [name]), fields: { kind: 'webhook-added' } }
      // The script names the webhook in the entry.
      const webhook = JSON.stringify({ webhookId, name })
      const made = [hashOfText(secret), webhook, JSON.stringify(command.by.user), WEBHOOKS_MAX]
      await append(entry, [webhookId, ...made])
      return { roomId: command.roomId, webhookId, secret }
    },

    remove({ webhookId, ...command }) {
      const hash = hashOf('webhook-removal', [webhookId])
      return append({ ...command, hash, fields: { kind: 'webhook-removed' } }, [webhookId, ''])
    },

    async list(roomId, { user, moderatesAll }) {
      const ofRoom = [keys.room, keys.members, keys.restricted, keys.moderators, keys.webhooks].map(key =>
        key(roomId),
      )
      const reply = await reach(listScript(ofRoom, [user.userId, moderatesAll ? '1' : '']))
      if (!Array.isArray(reply)) throw refusal(String(reply), REFUSALS)
      return reply
        .map(kept => parseWebhook(kept).webhook)
        .sort((one, other) => one.createdAt - other.createdAt)
    },

    async find({ roomId, webhookId, secret }) {
      const kept = await reach(redis.hget(keys.webhooks(roomId), webhookId))
      if (kept === null) return null
      const { webhook, secretHash } = parseWebhook(kept)
      const isRight = timingSafeEqual(Buffer.from(hashOfText(secret)), Buffer.from(secretHash))
      return isRight ? { webhookId, name: webhook.name } : null
    },
  }
}

/** The same for a command that is sent again; nobody can choose it. */
function idOf({ roomId, by, clientMessageId }: Omit<NewWebhook, 'name'>): WebhookId {
  const made = hashOf('webhook', [roomId, by.user.userId, clientMessageId])
  return parseWebhookId(made.slice(-ID_LENGTH))
}

/** As `lua/webhook.lua` keeps it. */
function parseWebhook(kept: unknown): { webhook: Webhook; secretHash: string } {
  const [, secretHash, createdAt, usedAt, named = '', by = ''] =
    /^(\S+) (\d+) (\d+) (.*)\n(.*)$/.exec(String(kept)) ?? []
  if (secretHash === undefined) throw new Error('expected a webhook from Redis')
  const webhook: Webhook = {
    ...(JSON.parse(named) as WebhookName),
    by: JSON.parse(by) as Webhook['by'],
    createdAt: Number(createdAt),
    usedAt: Number(usedAt) || null,
  }
  return { webhook, secretHash }
}
