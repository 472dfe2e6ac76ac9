import type { ChangedText } from '@hubbub/client'
import type { Entry, EntryId, MessagePlace, User } from '@hubbub/shared'

/** A message that another one answers, as far as it is known here. */
export type Quote =
  | { state: 'held'; mid: EntryId; sender: User; text: ChangedText }
  /** Older than what is held. */
  | { state: 'earlier' }
  | { state: 'gone' }

/** @param entries a stretch of the log without gaps @param changes what its messages say by now */
export function quoteOf(
  { seq, mid }: MessagePlace,
  entries: readonly Entry[],
  changes: ReadonlyMap<EntryId, ChangedText>,
): Quote {
  const first = entries[0]
  if (first === undefined || seq < first.seq) return { state: 'earlier' }
  const entry = entries[seq - first.seq]
  if (entry?.mid !== mid || entry.kind !== 'message') return { state: 'gone' }
  const change = changes.get(mid)
  return { state: 'held', mid, sender: entry.sender, text: change === undefined ? entry.text : change }
}

export function isSameQuote(a: Quote | null, b: Quote | null): boolean {
  if (a?.state === 'held' && b?.state === 'held') return a.mid === b.mid && a.text === b.text
  return a?.state === b?.state
}
