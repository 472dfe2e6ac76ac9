// How a room's log gets an entry that is no message. Always true: the entry, what it changes of the room, its receipt and its
// publication are one script (`lua/append-one.lua` and the one that goes on from there); the same command sent again is
// answered as before.

import {
  type ClientMessageId,
  type EntryId,
  RECEIPT_TTL_SECONDS,
  type RoomId,
  type SendReceipt,
} from '@hubbub/shared'
import type { Moderator } from '../chat/restriction-ports.js'
import { reach } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { createScript } from './script.js'

export interface OneEntry {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  /** What makes two commands of one key the same. */
  hash: string
  /** The entry's own fields, without those that every entry has. */
  fields: { kind: string; [field: string]: unknown }
}

interface Log {
  keys: Keys
  entriesToKeep: number
  appends: Appends
}

interface Script {
  /** In the `lua` folder. */
  name: string
  /** Keys of the room that it needs besides those of every entry. */
  more?: readonly ((roomId: RoomId) => string)[]
}

/** @param args those of the script, behind those of every entry @throws ChatError what the script says; unavailable */
export type AppendOne = (entry: OneEntry, args: readonly (string | number)[]) => Promise<SendReceipt>

/** @param refusals where a code means something else than for most */
export function createAppendOne(
  log: Log,
  { refusals, ...script }: Script & { refusals?: Readonly<Record<string, string>> },
): AppendOne {
  const run = createEntryScript(log, script)
  return async function appendOne(entry, args) {
    const reply = await run(entry, args)
    if (typeof reply === 'string') throw refusal(reply, refusals)
    return parseReceipt(reply)
  }
}

/** For a script that says more than a receipt or a refusal. */
export function createEntryScript({ keys, entriesToKeep, appends }: Log, { name, more = [] }: Script) {
  const script = createScript(appends.through, 'log.lua', 'append-one.lua', name)

  /** @param id of the entry @returns what the script says @throws ChatError unavailable */
  return async function run(
    { roomId, by, clientMessageId, hash, fields }: OneEntry,
    args: readonly (string | number)[],
    id: EntryId = newEntryId(),
  ): Promise<unknown> {
    const { user, moderatesAll } = by
    const { kind, ...own } = fields
    await appends.ready()
    const reply = await reach(
      script(
        [
          keys.log(roomId),
          keys.head(roomId),
          keys.members(roomId),
          keys.receipt(roomId, user.userId, clientMessageId),
          ...[keys.room, keys.restricted, keys.moderators, ...more].map(key => key(roomId)),
        ],
        [
          newEpoch(),
          entriesToKeep,
          RECEIPT_TTL_SECONDS,
          keys.feed(roomId),
          user.userId,
          id,
          hash,
          // The script puts seq, mid and sentAt in front.
          JSON.stringify({ kind, sender: user, ...own }).slice(1),
          moderatesAll ? '1' : '',
          ...args,
        ],
      ),
      0,
    )
    // Before a refusal as well: it may rest on an entry that no replica has yet.
    await appends.confirm()
    return reply
  }
}
