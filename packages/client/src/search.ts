// A search in one room's log, from its end towards its beginning, a stretch at a time. Always true: a message is found by
// what it says by now, since whatever changed it stands behind it and was looked at before.

import {
  type ChangeEntry,
  type EntryId,
  type Epoch,
  type MessageEntry,
  type MessageFile,
  type MessagePlace,
  parseSeq,
  type RoomId,
  type Sender,
  type Seq,
} from '@hubbub/shared'
import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'
import { askAgain } from './until-answered.js'

/** A message as it says by now. */
export interface FoundMessage extends MessagePlace {
  roomId: RoomId
  sender: Sender
  text: string
  files?: readonly MessageFile[]
  /** When that was written, in milliseconds since 1970. */
  sentAt: number
}

export interface SearchStep {
  /** Newest first. May be empty though there is more to look through. */
  found: readonly FoundMessage[]
  /** The beginning of what is kept has been reached. */
  isDone: boolean
  /** All that was written since was looked at; in milliseconds since 1970; null: there was nothing. */
  backTo: number | null
  /** So many of several rooms cannot be asked now, and were left out from there on. */
  leftOut: number
}

export interface Search {
  /**
   * Looks through a further stretch. A log that has started anew meanwhile is looked through from its end.
   * @throws CommandFailed; what was looked through before counts all the same, so that it may be called again
   */
  next(): Promise<SearchStep>
}

/** Further back than any entry. */
const END = parseSeq(Number.MAX_SAFE_INTEGER)

export function createSearch(deps: {
  roomId: RoomId
  query: string
  /** null: not connected. */
  link(): Link | null
  /** Of the log as it is held; null: the room is not joined. */
  epoch(): Epoch | null
  random: () => number
}): Search {
  const { roomId, query } = deps
  let at: { epoch: Epoch; before: Seq } | null = null
  /** Messages whose newest text was looked at. */
  const known = new Set<EntryId>()

  return {
    async next() {
      const [link, epoch] = [deps.link(), deps.epoch()]
      if (link === null || epoch === null) throw noAnswer('Not connected.')
      if (at?.epoch !== epoch) {
        at = { epoch, before: END }
        known.clear()
      }
      const { before } = at
      const answer = await askAgain(link, deps.random, () =>
        link.command('room:search', { roomId, epoch, before, query }),
      )
      const { found, changed, searchedTo, backTo, oldestSeq } = answer
      at = { epoch, before: searchedTo }
      const news = found.filter(entry => !known.has(messageOf(entry).mid))
      for (const mid of changed) known.add(mid)
      return {
        found: news.map(entry => foundMessage(roomId, entry)),
        isDone: searchedTo <= oldestSeq,
        backTo,
        leftOut: 0,
      }
    },
  }
}

function messageOf(entry: MessageEntry | ChangeEntry): MessagePlace {
  if (entry.kind === 'message') return { seq: entry.seq, mid: entry.mid }
  return { seq: entry.targetSeq, mid: entry.target }
}

function foundMessage(roomId: RoomId, entry: MessageEntry | ChangeEntry): FoundMessage {
  const { sender, text, sentAt, files } = entry
  return { roomId, ...messageOf(entry), sender, text: text ?? '', ...(files ? { files } : {}), sentAt }
}
