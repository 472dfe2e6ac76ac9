// How slowly rooms go. Always true: the setting, its entry, its receipt and its publication are one script; `lua/append.lua`
// looks at the same field of the room, and keeps beside it who has written when.

import { RECEIPT_TTL_SECONDS } from '@hubbub/shared'
import type { SlowModes } from '../chat/restriction-ports.js'
import { hashOf } from './body-hash.js'
import { reach } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { createScript } from './script.js'

export function createSlowModes(keys: Keys, entriesToKeep: number, appends: Appends): SlowModes {
  const setScript = createScript(appends.through, 'log.lua', 'set-slow-mode.lua')
  return {
    async set({ roomId, by, clientMessageId, seconds }) {
      await appends.ready()
      const { log, head, members, room, restricted, slow } = keys
      const receipt = keys.receipt(roomId, by.user.userId, clientMessageId)
      const reply = await reach(
        setScript(
          [
            log(roomId),
            head(roomId),
            members(roomId),
            receipt,
            room(roomId),
            restricted(roomId),
            slow(roomId),
          ],
          [
            newEpoch(),
            entriesToKeep,
            RECEIPT_TTL_SECONDS,
            keys.feed(roomId),
            by.user.userId,
            newEntryId(),
            hashOf('slow-mode', [seconds]),
            // The script puts seq, mid and sentAt in front.
            JSON.stringify({ kind: 'slow-mode-changed', sender: by.user, seconds }).slice(1),
            by.moderatesAll ? '1' : '',
            seconds,
          ],
        ),
        0,
      )
      await appends.confirm()
      if (typeof reply === 'string') throw refusal(reply)
      return parseReceipt(reply)
    },
  }
}
