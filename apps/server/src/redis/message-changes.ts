// Changes of messages and reactions to them, each an entry of its own behind them. Always true: the entry, its receipt and
// its publication are one script; whoever reads the log after it is not told what a deleted message said (`lua/read.lua`).

import { RECEIPT_TTL_SECONDS, type SendReceipt } from '@hubbub/shared'
import type { MessageChange, MessageChanges, MessageReaction } from '../chat/ports.js'
import { hashOf } from './body-hash.js'
import { reach } from './connections.js'
import type { Keys } from './keys.js'
import { parseReceipt, refusal } from './log-replies.js'
import type { Appends } from './message-log.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { createScript } from './script.js'

/** What an entry about a message is made of. */
interface About {
  what: 'change' | 'deletion' | 'reaction'
  /** What makes two commands of one key the same. */
  body: readonly unknown[]
  /** The entry's own fields, without those that every entry has. */
  fields: object
}

export function createMessageChanges(keys: Keys, entriesToKeep: number, appends: Appends): MessageChanges {
  const changeScript = createScript(appends.through, 'log.lua', 'change.lua')

  return {
    change: ({ text, ...command }) =>
      append(command, {
        what: text === null ? 'deletion' : 'change',
        body: [text],
        // `text` is last, where `lua/read.lua` looks for it.
        fields: {
          kind: 'message-changed',
          sender: command.sender,
          target: command.target.mid,
          targetSeq: command.target.seq,
          text,
        },
      }),
    react: ({ emoji, on, ...command }) =>
      append(command, {
        what: 'reaction',
        body: [emoji, on],
        fields: { kind: 'message-reacted', sender: command.sender, target: command.target.mid, emoji, on },
      }),
  }

  async function append(
    {
      roomId,
      sender,
      clientMessageId,
      target,
    }: Omit<MessageChange & MessageReaction, 'text' | 'emoji' | 'on'>,
    { what, body, fields }: About,
  ): Promise<SendReceipt> {
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
          hashOf(what, [...body, target.seq, target.mid]),
          // The script puts seq, mid and sentAt in front.
          JSON.stringify(fields).slice(1),
          target.seq,
          target.mid,
          what,
        ],
      ),
      0,
    )
    // Before a refusal as well: it may rest on a deletion that no replica has yet.
    await appends.confirm()
    if (typeof reply === 'string') throw refusal(reply)
    return parseReceipt(reply)
  }
}
