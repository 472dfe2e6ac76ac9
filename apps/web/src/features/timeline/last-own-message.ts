import { changesIn } from '@hubbub/client'
import type { Entry, EntryId, UserId } from '@hubbub/shared'

/** @returns the newest message of the user that is not deleted, null when there is none among `entries` */
export function lastOwnMessage(entries: readonly Entry[], me: UserId): EntryId | null {
  const changes = changesIn(entries)
  const own = entries.findLast(
    ({ kind, sender, mid }) => kind === 'message' && sender.userId === me && changes.get(mid) !== null,
  )
  return own?.mid ?? null
}
