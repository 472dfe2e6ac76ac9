// Changes of messages, reactions to them, their pins, what their links lead to, and the topics of rooms, each an entry of its own in the log. Always
// true: the entry, what it changes of the room, its receipt and its publication are one script; whoever reads the log after
// it is not told what a deleted message said (`lua/read.lua`).

import { type ClientMessageId, type MessagePlace, PINS_MAX, type RoomId, type User } from '@hubbub/shared'
import type { MessageChanges } from '../chat/ports.js'
import { createAppendOne } from './append-one.js'
import { hashOf } from './body-hash.js'
import type { Keys } from './keys.js'
import type { Appends } from './message-log.js'

interface Command {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
}

/** What an entry is made of. */
interface What {
  /** As `lua/change.lua` is told. */
  what: 'change' | 'deletion' | 'reaction' | 'pin' | 'unpin' | 'preview' | 'topic'
  /** What makes two commands of one key the same. */
  hash: string
  /** The entry's own fields, without those that every entry has. */
  fields: { kind: string; [field: string]: unknown }
  target?: MessagePlace
  topic?: string
  moderatesAll?: boolean
}

export function createMessageChanges(keys: Keys, entriesToKeep: number, appends: Appends): MessageChanges {
  const { deleted, pins, files, sentFiles, doomedFiles } = keys
  const appendOne = createAppendOne(
    { keys, entriesToKeep, appends },
    { name: 'change.lua', more: [deleted, pins, files, sentFiles, doomedFiles] },
  )

  return {
    change: ({ target, text, moderatesAll = false, ...command }) => {
      const what = text === null ? 'deletion' : 'change'
      return append(command, {
        what,
        hash: hashOf(what, [text, target.seq, target.mid]),
        // `text` is last, where `lua/read.lua` looks for it.
        fields: { kind: 'message-changed', target: target.mid, targetSeq: target.seq, text },
        target,
        moderatesAll,
      })
    },
    react: ({ target, emoji, on, ...command }) =>
      append(command, {
        what: 'reaction',
        hash: hashOf('reaction', [emoji, on, target.seq, target.mid]),
        fields: { kind: 'message-reacted', target: target.mid, emoji, on },
        target,
      }),
    pin: ({ target, on, ...command }) =>
      append(command, {
        what: on ? 'pin' : 'unpin',
        hash: hashOf('pin', [on, target.seq, target.mid]),
        fields: { kind: 'message-pinned', target: target.mid, targetSeq: target.seq, on },
        target,
      }),
    preview: ({ target, preview, ...command }) =>
      append(command, {
        what: 'preview',
        hash: hashOf('preview', [preview, target.seq, target.mid]),
        // `preview` is last, where `lua/read.lua` looks for it.
        fields: { kind: 'link-previewed', target: target.mid, preview },
        target,
      }),
    setTopic: ({ topic, ...command }) =>
      append(command, {
        what: 'topic',
        hash: hashOf('topic', [topic]),
        fields: { kind: 'topic-changed', topic },
        topic,
      }),
  }

  async function append({ sender, ...command }: Command, { target, moderatesAll = false, ...change }: What) {
    const { what, hash, fields, topic = '' } = change
    const entry = { ...command, by: { user: sender, moderatesAll }, hash, fields }
    const receipt = await appendOne(entry, [what, topic, target?.seq ?? 0, target?.mid ?? '', PINS_MAX])
    if (what === 'deletion') lookForFiles(command.roomId)
    return receipt
  }

  /** Those of the message are to go from the disk at the next look; without this, at a later one. */
  function lookForFiles(roomId: RoomId): void {
    appends.through.zadd(keys.fileRooms, 'XX', 'LT', Date.now(), roomId).catch(() => undefined)
  }
}
