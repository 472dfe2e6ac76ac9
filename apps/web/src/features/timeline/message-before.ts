import { changesIn } from '@hubbub/client'
import type { Entry, EntryId, MessageEntry } from '@hubbub/shared'

/**
 * @param before its predecessor is wanted; null: the newest
 * @returns a message that is not deleted, null when there is none among `entries`
 */
export function messageBefore(
  entries: readonly Entry[],
  before: EntryId | null,
  isWanted: (message: MessageEntry) => boolean = () => true,
): MessageEntry | null {
  const changes = changesIn(entries)
  const end = before === null ? entries.length : entries.findIndex(({ mid }) => mid === before)
  const found = entries
    .slice(0, Math.max(end, 0))
    .findLast(
      (entry): entry is MessageEntry =>
        entry.kind === 'message' && changes.get(entry.mid) !== null && isWanted(entry),
    )
  return found ?? null
}
