// Who moderates which room besides operators. Always true: an appointment, its entry, its receipt and its publication are one
// script; nobody is kept as a moderator who is no member, since the scripts that end a membership look at the same key, and so
// do all that ask who moderates a room.

import { MODERATORS_MAX } from '@hubbub/shared'
import type { Moderators } from '../chat/restriction-ports.js'
import { createAppendOne } from './append-one.js'
import { hashOf } from './body-hash.js'
import type { Keys } from './keys.js'
import type { Appends } from './message-log.js'

const NOT_FOUND = { not_found: 'This person is no member of this room, or was not made a moderator of it.' }

export function createModerators(keys: Keys, entriesToKeep: number, appends: Appends): Moderators {
  const append = createAppendOne(
    { keys, entriesToKeep, appends },
    { name: 'appoint.lua', refusals: NOT_FOUND },
  )
  return {
    appoint({ target: { user, isGone }, moderator, ...command }) {
      const hash = hashOf('appointment', [user.userId, moderator])
      // The script adds the target, as it is kept.
      const fields = { kind: 'moderator-changed', moderator }
      return append({ ...command, hash, fields }, [
        user.userId,
        moderator ? '1' : '',
        JSON.stringify(user),
        isGone ? '1' : '',
        MODERATORS_MAX,
      ])
    },
  }
}
