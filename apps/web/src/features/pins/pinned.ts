import { type ChangedText, type PlacedMessage, type Timeline, wordsOf } from '@hubbub/client'
import type { EntryId, MessagePlace, Sender } from '@hubbub/shared'
import { quoteOf } from '../replies/quote.js'

/** A pinned message, as far as it is known here. */
export type Pinned = { place: MessagePlace } & (
  | { state: 'known'; sender: Sender; sentAt: number; text: string }
  /** Older than what is held, and not read yet. */
  | { state: 'earlier' }
  | { state: 'gone' }
)

/** Of those that were read by themselves; null: it is not kept any more. */
export type ReadPins = ReadonlyMap<EntryId, PlacedMessage | null>

/** @param changes what the messages of the timeline say by now */
export function pinnedOf(
  place: MessagePlace,
  timeline: Pick<Timeline, 'entries' | 'oldestSeq'>,
  changes: ReadonlyMap<EntryId, ChangedText>,
  read: ReadPins,
): Pinned {
  const quote = quoteOf(place, timeline, changes)
  if (quote.state === 'gone') return { place, state: 'gone' }
  if (quote.state === 'held') {
    const sentAt = timeline.entries.find(({ mid }) => mid === place.mid)?.sentAt ?? 0
    return known(place, { sender: quote.sender, sentAt, text: quote.text })
  }
  const message = read.get(place.mid)
  if (message === undefined) return { place, state: 'earlier' }
  if (message === null) return { place, state: 'gone' }
  // What was changed after it was read stands in the timeline.
  const change = changes.get(place.mid)
  return known(place, change === undefined ? message : { ...message, text: change })
}

/** Of a message that was deleted the pin is on its way out. */
function known(place: MessagePlace, { sender, sentAt, text, files }: PlacedMessage): Pinned {
  if (text === null) return { place, state: 'gone' }
  return { place, state: 'known', sender, sentAt, text: wordsOf(text, files) }
}
