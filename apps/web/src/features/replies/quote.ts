import { type ChangedText, type Timeline, wordsOf } from '@hubbub/client'
import { beginningOf, type EntryId, type MessagePlace, type Sender } from '@hubbub/shared'
import { plainText } from '../timeline/plain-text.js'

/** More than fits on one line. */
const SHOWN_LENGTH = 300

/** A message that another one answers, as far as it is known here. */
export type Quote = { place: MessagePlace } & (
  | { state: 'held'; sender: Sender; text: ChangedText }
  /** Older than what is held. */
  | { state: 'earlier' }
  | { state: 'gone' }
)

/** @param changes what the messages of the timeline say by now */
export function quoteOf(
  { seq, mid }: MessagePlace,
  { entries, oldestSeq }: Pick<Timeline, 'entries' | 'oldestSeq'>,
  changes: ReadonlyMap<EntryId, ChangedText>,
): Quote {
  const place = { seq, mid }
  const first = entries[0]?.seq ?? Number.POSITIVE_INFINITY
  if (seq < first) return { place, state: seq < oldestSeq ? 'gone' : 'earlier' }
  const entry = entries[seq - first]
  if (entry?.mid !== mid || entry.kind !== 'message') return { place, state: 'gone' }
  const change = changes.get(mid)
  const text = change === undefined ? wordsOf(entry.text, entry.files) : change
  return { place, state: 'held', sender: entry.sender, text }
}

export function isSameQuote(a: Quote | null, b: Quote | null): boolean {
  if (a?.state !== b?.state || a?.place.mid !== b?.place.mid) return false
  return a?.state !== 'held' || b?.state !== 'held' || a.text === b.text
}

/** The beginning of a message on one line, without the marks that shape it. */
export function quotedText(text: string): string {
  return beginningOf(plainText(text), SHOWN_LENGTH)
}
