// The Redis implementations of what the rules need, on a server (or a cluster of three: the project `contract-cluster`)
// shared by the file and under a prefix of its own.

import { ChatError, parseClientMessageId, parseUserId, type RoomId, type User } from '@hubbub/shared'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { MessageDraft } from '../../apps/server/src/chat/ports.js'
import type { SignUpRules } from '../../apps/server/src/chat/sign-up.js'
import { createAccountStore } from '../../apps/server/src/redis/account-store.js'
import { connectRedis } from '../../apps/server/src/redis/connections.js'
import { createIdentities } from '../../apps/server/src/redis/identities.js'
import { createInvitations } from '../../apps/server/src/redis/invitations.js'
import { createKeys } from '../../apps/server/src/redis/keys.js'
import { createMessageChanges } from '../../apps/server/src/redis/message-changes.js'
import { createMessageLog } from '../../apps/server/src/redis/message-log.js'
import { createModerators } from '../../apps/server/src/redis/moderators.js'
import { createNotifyLevels } from '../../apps/server/src/redis/notify-levels.js'
import { createPasswordResets } from '../../apps/server/src/redis/password-resets.js'
import { createPresenceStore } from '../../apps/server/src/redis/presence-store.js'
import { createPushDevices } from '../../apps/server/src/redis/push-devices.js'
import { createReadMarks } from '../../apps/server/src/redis/read-marks.js'
import { createReadyWait } from '../../apps/server/src/redis/ready-wait.js'
import { createRestrictions } from '../../apps/server/src/redis/restrictions.js'
import { createRoomFiles } from '../../apps/server/src/redis/room-files.js'
import { createRoomRenames } from '../../apps/server/src/redis/room-renames.js'
import { createRoomStore } from '../../apps/server/src/redis/room-store.js'
import { createSlowModes } from '../../apps/server/src/redis/slow-modes.js'
import { createUploadAllowance } from '../../apps/server/src/redis/upload-allowance.js'
import { createWebhooks } from '../../apps/server/src/redis/webhooks.js'
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
  let time = 0
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
    renames: createRoomRenames(commands, keys, ENTRIES_TO_KEEP, appends),
    restrictions: createRestrictions(commands, keys, ENTRIES_TO_KEEP, appends),
    moderators: createModerators(keys, ENTRIES_TO_KEEP, appends),
    slowModes: createSlowModes(keys, ENTRIES_TO_KEEP, appends),
    webhooks: createWebhooks(commands, keys, ENTRIES_TO_KEEP, appends),
    roomFiles: createRoomFiles(commands, keys),
    uploadsOf: (bytesPerHour: number) => createUploadAllowance(commands, keys, bytesPerHour),
    rooms: createRoomStore(commands, keys, ENTRIES_TO_KEEP),
    readMarks: createReadMarks(commands, keys),
    notifyLevels: createNotifyLevels(commands, keys),
    accounts: createAccountStore(commands, keys),
    invitations: createInvitations(commands, keys),
    passwordResets: createPasswordResets(commands, keys),
    identities: createIdentities(commands, keys),
    pushDevices: createPushDevices(commands, keys, () => ++time),
    presenceOf: (workerKey: string) => createPresenceStore(commands, keys, workerKey),
  }
}

/** Everybody may come in. */
export const OPEN_TO_ALL: Pick<SignUpRules, 'admit' | 'mustBeAdmitted' | 'mustTakeGuests'> = {
  mustTakeGuests: () => undefined,
  mustBeAdmitted: async () => undefined,
  admit: (_, make) => make(async () => undefined),
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
