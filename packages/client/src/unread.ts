import { type Entry, type EntryId, isLetIn, type Seq, type UserId } from '@hubbub/shared'
import { firstSeq, type Timeline } from './timeline.js'

/** Whether an entry is news to a user who has not read it: a message of somebody else, or that they were let in. */
export function isNews(entry: Entry, userId: UserId): boolean {
  if (entry.kind === 'message') return entry.sender.userId !== userId
  return isLetIn(entry, userId)
}

/** What is news after `readSeq` among the entries shown. */
export function countUnread({ entries }: Timeline, readSeq: Seq, userId: UserId): number {
  let unread = 0
  const deleted = new Set<EntryId>()
  // From the newest back, so that what was read long ago costs nothing.
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index]
    if (entry === undefined || entry.seq <= readSeq) break
    if (entry.kind === 'message-changed' && entry.text === null) deleted.add(entry.target)
    if (isNews(entry, userId) && !deleted.has(entry.mid)) unread++
  }
  return unread
}

/** Whether the log has entries after `readSeq` that are older than those shown. */
export function hasUnreadBefore(timeline: Timeline, readSeq: Seq): boolean {
  return firstSeq(timeline) > Math.max(readSeq + 1, timeline.oldestSeq)
}
