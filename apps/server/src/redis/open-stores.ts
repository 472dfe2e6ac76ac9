// Everything that Redis keeps for a worker, over the connections it has.

import { createAccountStore } from './account-store.js'
import type { RedisConnections } from './connections.js'
import { createIdentities } from './identities.js'
import { createInvitations } from './invitations.js'
import type { Keys } from './keys.js'
import { createKnownSessions } from './known-sessions.js'
import { createMessageChanges } from './message-changes.js'
import { type AppendCounter, createMessageLog } from './message-log.js'
import { createModerators } from './moderators.js'
import { createNotifyLevels } from './notify-levels.js'
import { createPasswordResets } from './password-resets.js'
import { createPresenceStore } from './presence-store.js'
import { createPushDevices } from './push-devices.js'
import { createPushKeys } from './push-keys.js'
import { createReadMarks } from './read-marks.js'
import { createReadyWait } from './ready-wait.js'
import { createReplicaWait } from './replica-wait.js'
import { createRestrictions } from './restrictions.js'
import { createRoomFiles } from './room-files.js'
import { createRoomRenames } from './room-renames.js'
import { createRoomStore } from './room-store.js'
import { createSessionStore } from './session-store.js'
import { createSlowModes } from './slow-modes.js'
import { createSignInThrottles, createWebhookThrottle } from './throttle.js'
import { createUploadAllowance } from './upload-allowance.js'
import { createWebhooks } from './webhooks.js'

export interface StoreOptions {
  /** Unique among all workers there ever were. */
  workerKey: string
  /** Entries kept in each room's log. */
  roomLogEntries: number
  /** Replicas that must have a message before it is acknowledged. */
  replicas: number
  sessionMaxAgeMs: number
  signInsPerMinute: number
  webhookMessagesPer10s: number
  fileBytesPerHour: number
  batchAppended: AppendCounter
}

export type Stores = ReturnType<typeof openStores>

export function openStores(redis: RedisConnections, keys: Keys, options: StoreOptions) {
  const { commands } = redis
  const { workerKey, roomLogEntries, replicas, sessionMaxAgeMs, batchAppended } = options
  const { signInsPerMinute, webhookMessagesPer10s, fileBytesPerHour } = options
  const through = replicas > 0 ? redis.appends() : redis.library.commands
  const appends = {
    through,
    ready: createReadyWait(through),
    confirm: replicas > 0 ? createReplicaWait(through, replicas) : async () => undefined,
  }
  return {
    log: createMessageLog(commands, keys, roomLogEntries, appends, batchAppended),
    changes: createMessageChanges(keys, roomLogEntries, appends),
    renames: createRoomRenames(commands, keys, roomLogEntries, appends),
    restrictions: createRestrictions(commands, keys, roomLogEntries, appends),
    moderators: createModerators(keys, roomLogEntries, appends),
    slowModes: createSlowModes(keys, roomLogEntries, appends),
    rooms: createRoomStore(commands, keys, roomLogEntries),
    readMarks: createReadMarks(commands, keys),
    notifyLevels: createNotifyLevels(commands, keys),
    accounts: createAccountStore(commands, keys),
    presence: createPresenceStore(commands, keys, workerKey),
    sessions: createSessionStore(commands, keys, sessionMaxAgeMs),
    knownSessions: createKnownSessions(commands, keys),
    invitations: createInvitations(commands, keys),
    passwordResets: createPasswordResets(commands, keys),
    identities: createIdentities(commands, keys),
    throttles: createSignInThrottles(redis.library.commands, keys, signInsPerMinute),
    webhooks: createWebhooks(commands, keys, roomLogEntries, appends),
    webhookThrottle: createWebhookThrottle(redis.library.commands, keys, webhookMessagesPer10s),
    roomFiles: createRoomFiles(commands, keys),
    pushDevices: createPushDevices(commands, keys),
    pushKeys: createPushKeys(commands, keys),
    uploads: createUploadAllowance(commands, keys, fileBytesPerHour),
  }
}
