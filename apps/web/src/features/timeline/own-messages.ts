import { changesIn } from '@hubbub/client'
import type { Entry, EntryId, UserId } from '@hubbub/shared'

/**
 * @param before its predecessor is wanted; null: the newest
 * @returns a message of the user that is not deleted, null when there is none among `entries`
 */
export function ownMessage(entries: readonly Entry[], me: UserId, before: EntryId | null): EntryId | null {
  const changes = changesIn(entries)
  const end = before === null ? entries.length : entries.findIndex(({ mid }) => mid === before)
  const own = entries
    .slice(0, Math.max(end, 0))
    .findLast(
      ({ kind, sender, mid }) => kind === 'message' && sender.userId === me && changes.get(mid) !== null,
    )
  return own?.mid ?? null
}
