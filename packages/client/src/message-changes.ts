// What became of the messages in a log: folds the changes into the text that each says by now.

import type { Entry, EntryId } from '@hubbub/shared'

/** What a message says by now; null: it was deleted. */
export type ChangedText = string | null

/** @returns what each changed message among `entries` says by now, by its `mid`: a change stands behind its message */
export function changesIn(entries: readonly Entry[]): ReadonlyMap<EntryId, ChangedText> {
  const changes = new Map<EntryId, ChangedText>()
  for (const entry of entries) if (entry.kind === 'message-changed') changes.set(entry.target, entry.text)
  return changes
}
