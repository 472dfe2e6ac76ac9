// Looks through a stretch of a room's log, as its reader may read it: what was deleted is not there to be found.

import {
  type ChangeEntry,
  ChatError,
  type EntryId,
  type FoundEntries,
  foldText,
  type MessageEntry,
  PAGE_MAX_ENTRIES,
  SEARCH_MAX_ENTRIES,
  SEARCH_MAX_FOUND,
  type SearchRoom,
  searchWords,
  type UserId,
} from '@hubbub/shared'
import type { MessageLog } from './ports.js'
import { createSearchFilter } from './search-filter.js'

/**
 * Finds the messages that hold every word of the query and are what the filters ask for, as the stretch says that they
 * read by now.
 * @throws ChatError bad_request when there is nothing to look for, and what `MessageLog.page` throws
 */
export async function searchRoom(
  log: Pick<MessageLog, 'page'>,
  reader: UserId,
  { roomId, epoch, before, query, ...filters }: SearchRoom,
): Promise<FoundEntries> {
  const words = searchWords(query)
  const isWanted = createSearchFilter(reader, filters)
  if (words.length === 0 && isWanted === null)
    throw new ChatError('bad_request', 'There is nothing to look for.')
  const found: (MessageEntry | ChangeEntry)[] = []
  const changed = new Set<EntryId>()
  let searchedTo = before
  let backTo: number | null = null
  for (let left = SEARCH_MAX_ENTRIES; ; ) {
    const limit = Math.min(left, PAGE_MAX_ENTRIES)
    const { entries, oldestSeq } = await log.page(reader, { roomId, epoch, before: searchedTo, limit })
    const answer = () => ({ epoch, found, changed: [...changed], searchedTo, backTo, oldestSeq })
    for (const entry of entries.toReversed()) {
      searchedTo = entry.seq
      backTo = entry.sentAt
      // What stands before it is older still.
      if (filters.since !== undefined && entry.sentAt < filters.since) {
        searchedTo = oldestSeq
        return answer()
      }
      const message = entry.kind === 'message-changed' ? entry.target : entry.mid
      const isNewest = !changed.has(message)
      if (entry.kind === 'message-changed') changed.add(message)
      else if (entry.kind !== 'message') continue
      if (!isNewest || !holds(entry, words) || isWanted?.(entry) === false) continue
      found.push(entry)
      if (found.length === SEARCH_MAX_FOUND) return answer()
    }
    left -= entries.length
    if (entries.length === 0) searchedTo = oldestSeq
    if (left <= 0 || searchedTo <= oldestSeq) return answer()
  }
}

/** In what it says, and the names of its files. What was deleted has neither, and holds nothing. */
function holds({ text, files = [] }: MessageEntry | ChangeEntry, words: readonly string[]): boolean {
  const folded = foldText([text ?? '', ...files.map(({ name }) => name)].join('\n'))
  return folded !== '' && words.every(word => folded.includes(word))
}
