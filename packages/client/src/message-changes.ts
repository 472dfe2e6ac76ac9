// What own messages are changed to, and what became of those that were changed.

import type { ClientMessageId, Entry, EntryId, RoomId, Seq } from '@hubbub/shared'
import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'
import { untilAnswered } from './until-answered.js'

/** An own message in the log, or another entry with these two. */
export interface MessagePlace {
  seq: Seq
  mid: EntryId
}

/** What a message says by now; null: it was deleted. */
export type ChangedText = string | null

/** @returns what each changed message among `entries` says by now, by its `mid`: a change stands behind its message */
export function changesIn(entries: readonly Entry[]): ReadonlyMap<EntryId, ChangedText> {
  const changes = new Map<EntryId, ChangedText>()
  for (const entry of entries) if (entry.kind === 'message-changed') changes.set(entry.target, entry.text)
  return changes
}

/**
 * @returns a function that gives a message another text (null deletes it) and resolves once that is in the log; it throws
 * CommandFailed when the answer is final, or when the connection ended first: then it may be in the log or not
 */
export function createChangeMessage(deps: {
  linkOf: (roomId: RoomId) => Link | null
  newKey: () => ClientMessageId
  random: () => number
}) {
  return async (roomId: RoomId, { seq, mid }: MessagePlace, text: ChangedText): Promise<void> => {
    const link = deps.linkOf(roomId)
    if (link === null) throw noAnswer('Not connected.')
    const command = { roomId, clientMessageId: deps.newKey(), seq, mid, text }
    const receipt = await untilAnswered(link, deps.random, () => link.command('message:change', command))
    if (receipt === null) throw noAnswer('The connection was lost.')
  }
}
