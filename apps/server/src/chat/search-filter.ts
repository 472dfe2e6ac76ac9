// What a search asks of a message besides its words.

import {
  type ChangeEntry,
  ChatError,
  foldText,
  LINK,
  type MessageEntry,
  type SearchFilters,
  type Sender,
  type UserId,
  withoutCode,
} from '@hubbub/shared'

const A_LINK = new RegExp(LINK, 'iu')

type Filter = (entry: MessageEntry | ChangeEntry) => boolean

/**
 * @returns whether an entry is what all the filters ask for; null: they ask for nothing
 * @throws ChatError bad_request for a name that is none
 */
export function createSearchFilter(
  reader: UserId,
  { from, fromMe = false, since, until, has = [] }: SearchFilters,
): Filter | null {
  const filters: Filter[] = []
  if (from !== undefined) filters.push(writtenBy(from))
  if (fromMe) filters.push(({ sender }) => sender.userId === reader)
  if (since !== undefined) filters.push(({ sentAt }) => sentAt >= since)
  if (until !== undefined) filters.push(({ sentAt }) => sentAt < until)
  if (has.includes('file')) filters.push(({ files = [] }) => files.length > 0)
  if (has.includes('link')) filters.push(({ text }) => A_LINK.test(withoutCode(text ?? '')))
  return filters.length === 0 ? null : entry => filters.every(isMet => isMet(entry))
}

/** By what the entry calls its sender: also people who are gone are found so. */
function writtenBy(name: string): Filter {
  const wanted = wordsOf(name)
  if (wanted.trim() === '') throw new ChatError('bad_request', 'There is no such name.')
  return ({ sender }) => namesOf(sender).some(own => wordsOf(own).includes(wanted))
}

/** A program goes by the name of its webhook as well. */
function namesOf({ name, app }: Sender): string[] {
  return app === undefined ? [name] : [name, app]
}

/** With one space before, between and behind them, so that only whole words of a name are found in it. */
function wordsOf(name: string): string {
  return ` ${foldText(name).split(/\s+/).filter(Boolean).join(' ')} `
}
