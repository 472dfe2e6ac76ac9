// Who is muted in which room, or banned from it. Always true: the restriction, its entry, its receipt and its publication are
// one script, and so is the end of a banned user's membership; the scripts that append look at the same key.

import { RECEIPT_TTL_SECONDS, type RestrictedUser, type User } from '@hubbub/shared'
import type { MemberRestriction, Restrictions } from '../chat/restriction-ports.js'
import { hashOf } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { parseRestriction } from './restriction.js'
import { createScript } from './script.js'

/** Whoever is a sender among so many newest entries can be restricted, also when they have left. */
const SENDERS_AMONG = 200
const NOT_FOUND = { not_found: 'This person is not in this room, or not restricted there.' }

export function createRestrictions(
  redis: Commands,
  keys: Keys,
  entriesToKeep: number,
  appends: Appends,
): Restrictions {
  const restrictScript = createScript(appends.through, 'log.lua', 'restrict.lua')

  return {
    async restrict(command) {
      await appends.ready()
      const reply = await reach(restrictScript(keysOf(command), argumentsOf(command)), 0)
      await appends.confirm()
      if (typeof reply === 'string') throw refusal(reply, NOT_FOUND)
      return parseReceipt(reply)
    },

    async isMuted(roomId, userId) {
      return (await read(keys.restricted(roomId), userId))?.restriction === 'muted'
    },

    async nameOf(roomId, userId) {
      return (await read(keys.restricted(roomId), userId))?.user.name ?? null
    },
  }

  function keysOf({ roomId, by, clientMessageId }: MemberRestriction): string[] {
    return [
      keys.log(roomId),
      keys.head(roomId),
      keys.members(roomId),
      keys.receipt(roomId, by.user.userId, clientMessageId),
      keys.room(roomId),
      keys.restricted(roomId),
    ]
  }

  function argumentsOf({ roomId, by, target, restriction }: MemberRestriction): (string | number)[] {
    const { user, moderatesAll, isGone } = target
    return [
      newEpoch(),
      entriesToKeep,
      RECEIPT_TTL_SECONDS,
      keys.feed(roomId),
      by.user.userId,
      newEntryId(),
      hashOf('restriction', [user.userId, restriction]),
      // The script puts seq, mid and sentAt in front.
      JSON.stringify({ kind: 'member-restricted', sender: by.user, target: user, restriction }).slice(1),
      by.moderatesAll ? '1' : '',
      user.userId,
      restriction ?? '',
      JSON.stringify({ user, by: by.user }),
      SENDERS_AMONG,
      moderatesAll ? '1' : '',
      isGone ? '1' : '',
    ]
  }

  async function read(key: string, userId: User['userId']): Promise<RestrictedUser | null> {
    return parseRestriction((await reach(redis.hget(key, userId))) ?? '')
  }
}
