// Has it looked up where the first link of a message leads, and tells the room. Always true:
//  - nobody waits for it: a message is in the log whatever becomes of its preview, and all of this may be lost;
//  - what is told is an entry of the log: everybody sees the same, also later, and no reader's device asks that site;
//  - few at a time, and fewer of one person.

import { createHash } from 'node:crypto'
import {
  ChatError,
  ERRORS,
  linksIn,
  type MessagePlace,
  parseClientMessageId,
  type RoomId,
  type User,
} from '@hubbub/shared'
import type { LinkedPages, MessageChanges, PreviewOutcome } from './ports.js'

/** What one person, and all people of a worker, may have under way. */
const UNDER_WAY_OF_ONE = 3
const UNDER_WAY_MAX = 50

/** What somebody's message in the log says, or says by now. */
export interface Said {
  roomId: RoomId
  sender: User
  place: MessagePlace
  text: string
}

export interface LinkPreviews {
  said(message: Said): void
  /** Resolves when nothing is under way any more. */
  done(): Promise<void>
}

interface UnderWay {
  message: Said
  link: string
  /** The message has been changed meanwhile and has that link no more: where it led is nobody's business. */
  isGone: boolean
  shown: Promise<void>
}

export function createLinkPreviews(deps: {
  pages: LinkedPages
  changes: Pick<MessageChanges, 'preview'>
  counted: (outcome: PreviewOutcome) => void
  /** @param error why there is no preview */
  failed: (error: unknown) => void
}): LinkPreviews {
  const { pages, changes, counted, failed } = deps
  const underWay = new Set<UnderWay>()

  return {
    said(message) {
      const links = linksIn(message.text)
      const { sender, place } = message
      for (const other of underWay)
        if (other.message.place.mid === place.mid && !links.includes(other.link)) other.isGone = true
      const [link] = links
      if (link === undefined || !pages.mayAsk(link)) return
      const ofOne = [...underWay].filter(other => other.message.sender.userId === sender.userId)
      if (underWay.size >= UNDER_WAY_MAX || ofOne.length >= UNDER_WAY_OF_ONE) return counted('dropped')
      const one: UnderWay = { message, link, isGone: false, shown: Promise.resolve() }
      underWay.add(one)
      one.shown = show(one)
        .catch((error: unknown): PreviewOutcome => {
          failed(error)
          return 'failed'
        })
        .then(outcome => {
          underWay.delete(one)
          counted(outcome)
        })
    },
    async done() {
      while (underWay.size > 0) await Promise.all([...underWay].map(({ shown }) => shown))
    },
  }

  async function show(one: UnderWay): Promise<PreviewOutcome> {
    const { roomId, sender, place } = one.message
    const page = await pages.read(one.link)
    if (page === null || one.isGone) return 'nothing'
    try {
      const { duplicate } = await changes.preview({
        roomId,
        sender,
        clientMessageId: keyOf(place, one.link),
        target: place,
        preview: { link: one.link, ...page },
      })
      return duplicate ? 'nothing' : 'shown'
    } catch (error) {
      // Deleted meanwhile, its sender has left, or the page says something else than when it was shown here before.
      if (error instanceof ChatError && !ERRORS[error.code].retryable) return 'nothing'
      throw error
    }
  }
}

/** However often a message is changed: each of its links is shown once, as long as receipts are kept. */
function keyOf({ mid }: MessagePlace, link: string) {
  return parseClientMessageId(createHash('sha256').update(`${mid} ${link}`).digest('base64url'))
}
