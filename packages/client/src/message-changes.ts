// What became of the messages in a log: folds the changes into the text that each says by now, and where its link leads.

import type { Entry, EntryId, LinkPreview, UserId } from '@hubbub/shared'

/** What a message says by now; null: it was deleted. */
export type ChangedText = string | null

/** @returns what each changed message among `entries` says by now, by its `mid`: a change stands behind its message */
export function changesIn(entries: readonly Entry[]): ReadonlyMap<EntryId, ChangedText> {
  const changes = new Map<EntryId, ChangedText>()
  for (const entry of entries) if (entry.kind === 'message-changed') changes.set(entry.target, entry.text)
  return changes
}

/** @returns who deleted each message that an entry among `entries` deletes, by its `mid`: its sender, or a moderator */
export function deletersIn(entries: readonly Entry[]): ReadonlyMap<EntryId, UserId> {
  const deleters = new Map<EntryId, UserId>()
  for (const entry of entries)
    if (entry.kind === 'message-changed' && entry.text === null)
      deleters.set(entry.target, entry.sender.userId)
  return deleters
}

/** @returns where the links of each message among `entries` lead or led, by its `mid`, in the order in which that was told */
export function previewsIn(entries: readonly Entry[]): ReadonlyMap<EntryId, readonly LinkPreview[]> {
  const previews = new Map<EntryId, readonly LinkPreview[]>()
  for (const entry of entries) {
    if (entry.kind !== 'link-previewed' || entry.preview === null) continue
    previews.set(entry.target, [...(previews.get(entry.target) ?? []), entry.preview])
  }
  return previews
}
