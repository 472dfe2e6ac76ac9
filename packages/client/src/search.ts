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
  type SearchFilters,
  type Sender,
  type Seq,
} from '@hubbub/shared'
import { type CommandFailed, noAnswer } from './command-failed.js'
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
  /** So many of several rooms could not be asked, and were left out from there on. */
  leftOut: number
}

export interface Search {
  /**
   * Looks through a further stretch. A log that has started anew meanwhile is looked through from its end.
   * @throws CommandFailed; what was looked through before counts all the same, so that it may be called again
   */
  next(): Promise<SearchStep>
}

/** What is looked for: every word of `query`, which may be empty beside filters. */
export interface SearchFor extends SearchFilters {
  query: string
}

/** Further back than any entry. */
const END = parseSeq(Number.MAX_SAFE_INTEGER)

export function createSearch(deps: {
  roomId: RoomId
  wanted: SearchFor
  /** null: not connected. */
  link(): Link | null
  /** Of the log as it is held; null: the room is not joined. */
  epoch(): Epoch | null
  random: () => number
  /** How often a room that answers "later" is asked for a stretch. */
  tries(): number
}): Search {
  const { roomId, wanted } = deps
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
      let tried = 0
      // Who asks too fast is told when to go on: that says nothing of the room.
      const isEnough = ({ code }: CommandFailed) => code !== 'rate_limited' && ++tried >= deps.tries()
      const ask = () => link.command('room:search', { roomId, epoch, before, ...wanted })
      const answer = await askAgain(link, deps.random, ask, isEnough)
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
