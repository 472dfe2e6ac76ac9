// Who is muted in which room, or banned from it. Always true: the restriction, its entry, its receipt and its publication are
// one script, and so is the end of a banned user's membership; the scripts that append look at the same key.

import type { RestrictedUser, User } from '@hubbub/shared'
import type { Restrictions } from '../chat/restriction-ports.js'
import { createAppendOne } from './append-one.js'
import { hashOf } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import type { Appends } from './message-log.js'
import { parseRestriction } from './restriction.js'

/** Whoever is a sender among so many newest entries can be restricted, also when they have left. */
const SENDERS_AMONG = 200
const NOT_FOUND = { not_found: 'This person is not in this room, or not restricted there.' }

export function createRestrictions(
  redis: Commands,
  keys: Keys,
  entriesToKeep: number,
  appends: Appends,
): Restrictions {
  const append = createAppendOne(
    { keys, entriesToKeep, appends },
    { name: 'restrict.lua', refusals: NOT_FOUND },
  )

  return {
    restrict({ target: { user, moderatesAll, isGone }, restriction, ...command }) {
      const hash = hashOf('restriction', [user.userId, restriction])
      const fields = { kind: 'member-restricted', target: user, restriction }
      return append({ ...command, hash, fields }, [
        user.userId,
        restriction ?? '',
        JSON.stringify({ user, by: command.by.user }),
        SENDERS_AMONG,
        moderatesAll ? '1' : '',
        isGone ? '1' : '',
      ])
    },

    async isMuted(roomId, userId) {
      return (await read(keys.restricted(roomId), userId))?.restriction === 'muted'
    },

    async nameOf(roomId, userId) {
      return (await read(keys.restricted(roomId), userId))?.user.name ?? null
    },
  }

  async function read(key: string, userId: User['userId']): Promise<RestrictedUser | null> {
    return parseRestriction((await reach(redis.hget(key, userId))) ?? '')
  }
}
