import type { ChangedText, Timeline } from '@hubbub/client'
import type { EntryId, MessageEntry } from '@hubbub/shared'

// Replies, and replies to those, belong to the message that all of them go back to. All replies to a message that is held
// are held as well: they stand behind it in the log.

type Log = Pick<Timeline, 'entries' | 'oldestSeq'>

/** @returns for each reply, by its `mid`, the message that it goes back to: the first one that is still kept */
function rootsIn({ entries, oldestSeq }: Log): ReadonlyMap<EntryId, EntryId> {
  const roots = new Map<EntryId, EntryId>()
  for (const entry of entries) {
    if (entry.kind !== 'message' || !entry.replyTo) continue
    const { mid, seq } = entry.replyTo
    if (seq >= oldestSeq) roots.set(entry.mid, roots.get(mid) ?? mid)
  }
  return roots
}

/** @returns how many replies, but for deleted ones, go back to each message, by its `mid` */
export function countReplies(
  log: Log,
  changes: ReadonlyMap<EntryId, ChangedText>,
): ReadonlyMap<EntryId, number> {
  const counts = new Map<EntryId, number>()
  for (const [reply, root] of rootsIn(log))
    if (changes.get(reply) !== null) counts.set(root, (counts.get(root) ?? 0) + 1)
  return counts
}

/** The message with this `mid` and all that go back to it, in the order of the log. */
export function threadOf(root: EntryId, log: Log): MessageEntry[] {
  const roots = rootsIn(log)
  return log.entries.flatMap(entry =>
    entry.kind === 'message' && (entry.mid === root || roots.get(entry.mid) === root) ? [entry] : [],
  )
}
