// Changes of messages, each an entry of its own behind them. Always true: the change, its receipt and its publication are
// one script; whoever reads the log after it is not told what a deleted message said (`lua/read.lua`).

import { hash } from 'node:crypto'
import { RECEIPT_TTL_SECONDS } from '@hubbub/shared'
import type { MessageChanges } from '../chat/ports.js'
import { reach } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { createScript } from './script.js'

export function createMessageChanges(keys: Keys, entriesToKeep: number, appends: Appends): MessageChanges {
  const changeScript = createScript(appends.through, 'log.lua', 'change.lua')

  return {
    async change({ roomId, sender, clientMessageId, target, text }) {
      await appends.ready()
      const reply = await reach(
        changeScript(
          [
            keys.log(roomId),
            keys.head(roomId),
            keys.members(roomId),
            keys.receipt(roomId, sender.userId, clientMessageId),
            keys.deleted(roomId),
          ],
          [
            newEpoch(),
            entriesToKeep,
            RECEIPT_TTL_SECONDS,
            keys.feed(roomId),
            sender.userId,
            newEntryId(),
            // With a kind, since a message of the same key has its receipt at the same place.
            hash('sha256', JSON.stringify(['change', target.seq, target.mid, text]), 'base64url'),
            // The script puts seq, mid and sentAt in front; `text` is last, where `lua/read.lua` looks for it.
            JSON.stringify({ kind: 'message-changed', sender, target: target.mid, text }).slice(1),
            target.seq,
            target.mid,
            text === null ? '1' : '0',
          ],
        ),
        0,
      )
      // Before a refusal as well: it may rest on a deletion that no replica has yet.
      await appends.confirm()
      if (typeof reply === 'string') throw refusal(reply)
      return parseReceipt(reply)
    },
  }
}
