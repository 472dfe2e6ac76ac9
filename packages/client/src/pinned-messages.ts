// Pinned messages that are older than what is held, read one by one. What they say by now stands in changes, which may
// lie far behind them: these are looked for from what is held back, as far as one search goes.

import {
  type Entry,
  type EntryId,
  type Epoch,
  type MessageFile,
  type MessagePlace,
  PAGE_MAX_ENTRIES,
  parseSeq,
  type RoomId,
  SEARCH_MAX_ENTRIES,
  type Sender,
  type Seq,
} from '@hubbub/shared'
import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'
import { type ChangedText, changesIn } from './message-changes.js'
import type { RoomReader } from './room-reader.js'
import { firstSeq } from './timeline.js'
import { askAgain } from './until-answered.js'

/** A message that was read by its place. */
export interface PlacedMessage {
  sender: Sender
  /** Milliseconds since 1970. */
  sentAt: number
  text: ChangedText
  files?: readonly MessageFile[] | undefined
}

interface PinnedSource {
  link: Link
  random: () => number
  roomId: RoomId
  epoch: Epoch
  /** The oldest entry held. */
  heldFrom: Seq
}

/**
 * Reads messages that are older than what is held of a joined room, as they say by now.
 * @returns those that are kept, by their `mid`
 * @throws CommandFailed
 */
export async function readPinned(
  { random, linkOf, timelineOf }: RoomReader,
  roomId: RoomId,
  places: readonly MessagePlace[],
): Promise<ReadonlyMap<EntryId, PlacedMessage>> {
  const [link, timeline] = [linkOf(roomId), timelineOf(roomId)]
  if (link === null || timeline === null) throw noAnswer('Not connected.')
  const source = { link, random, roomId, epoch: timeline.epoch, heldFrom: firstSeq(timeline) }
  const read = new Map<EntryId, PlacedMessage>()
  if (places.length === 0) return read
  for (const { seq, mid } of places) {
    const [entry] = await pageBefore(source, seq + 1, 1)
    if (entry?.kind !== 'message' || entry.mid !== mid) continue
    const { sender, sentAt, text, files } = entry
    read.set(mid, { sender, sentAt, text, ...(files && { files }) })
  }
  const oldest = Math.min(...places.map(({ seq }) => seq))
  for (const [mid, text] of await changesBackTo(source, oldest)) {
    const message = read.get(mid)
    if (message) read.set(mid, { ...message, text })
  }
  return read
}

/** The newest change of each message, of the entries between `oldest` and what is held. */
async function changesBackTo(source: PinnedSource, oldest: number): Promise<Map<EntryId, ChangedText>> {
  const changes = new Map<EntryId, ChangedText>()
  let before: number = source.heldFrom
  for (let left = SEARCH_MAX_ENTRIES; left > 0 && before > oldest + 1; left -= PAGE_MAX_ENTRIES) {
    const entries = await pageBefore(source, before, PAGE_MAX_ENTRIES)
    const [first] = entries
    if (first === undefined) break
    for (const [mid, text] of changesIn(entries)) if (!changes.has(mid)) changes.set(mid, text)
    before = first.seq
  }
  return changes
}

async function pageBefore(
  { link, random, roomId, epoch }: PinnedSource,
  before: number,
  limit: number,
): Promise<readonly Entry[]> {
  const request = { roomId, epoch, before: parseSeq(before), limit }
  const { entries } = await askAgain(link, random, () => link.command('room:history', request))
  return entries
}
