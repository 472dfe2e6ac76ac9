// The Redis implementations of what the rules need, on a server (or a cluster of three: the project `contract-cluster`)
// shared by the file and under a prefix of its own.

import { ChatError, parseClientMessageId, parseUserId, type RoomId, type User } from '@hubbub/shared'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { MessageDraft } from '../../apps/server/src/chat/ports.js'
import { createAccountStore } from '../../apps/server/src/redis/account-store.js'
import { connectRedis } from '../../apps/server/src/redis/connections.js'
import { createKeys } from '../../apps/server/src/redis/keys.js'
import { createMessageChanges } from '../../apps/server/src/redis/message-changes.js'
import { createMessageLog } from '../../apps/server/src/redis/message-log.js'
import { createPresenceStore } from '../../apps/server/src/redis/presence-store.js'
import { createReadyWait } from '../../apps/server/src/redis/ready-wait.js'
import { createReadMarks, createRoomStore } from '../../apps/server/src/redis/room-store.js'
import { parseRedisUrl } from '../../apps/server/src/redis-address.js'
import { sharedRedis } from '../support/redis-sandbox.js'
import { sharedCluster } from '../support/shared-cluster.js'

const ENTRIES_TO_KEEP = 1_000

export async function connectStores(options: { url?: string } = {}) {
  const shared = await (process.env.HUBBUB_CONTRACT_REDIS === 'cluster' ? sharedCluster() : sharedRedis())
  const { prefix } = shared
  const connections = connectRedis(
    { address: parseRedisUrl(options.url ?? shared.url), ca: null },
    pino({ level: 'silent' }),
  )
  onTestFinished(() => connections.stop())
  await connections.ready()
  const { commands } = connections
  const keys = createKeys(prefix)
  const appends = {
    through: commands,
    ready: createReadyWait(connections.library.commands),
    confirm: async () => undefined,
  }
  return {
    redis: shared.redis,
    prefix,
    keys,
    connections,
    log: createMessageLog(commands, keys, ENTRIES_TO_KEEP, appends),
    changes: createMessageChanges(keys, ENTRIES_TO_KEEP, appends),
    rooms: createRoomStore(commands, keys, ENTRIES_TO_KEEP),
    readMarks: createReadMarks(commands, keys),
    accounts: createAccountStore(commands, keys),
    presenceOf: (workerKey: string) => createPresenceStore(commands, keys, workerKey),
  }
}

export const codeOf = (refused: Promise<unknown>) =>
  refused.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ChatError ? error.code : error),
  )

export function user(name: string): User {
  return { userId: parseUserId(name), name }
}

let drafts = 0
export function draft(roomId: RoomId, sender: User, text: string, key?: string): MessageDraft {
  drafts += 1
  return { roomId, sender, text, clientMessageId: parseClientMessageId(key ?? `key-${drafts}-000`) }
}
