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
  type UserId,
} from '@hubbub/shared'
import type { LinkedPages, MessageChanges, PreviewOutcome } from './ports.js'
import { withoutCode } from './without-code.js'

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

export function createLinkPreviews(deps: {
  pages: LinkedPages
  changes: Pick<MessageChanges, 'preview'>
  counted: (outcome: PreviewOutcome) => void
  /** @param error why there is no preview */
  failed: (error: unknown) => void
}): LinkPreviews {
  const { pages, changes, counted, failed } = deps
  const underWay = new Map<Promise<void>, UserId>()

  return {
    said(message) {
      const link = firstLink(message.text)
      if (link === null || !pages.mayAsk(link)) return
      const { userId } = message.sender
      const ofOne = [...underWay.values()].filter(each => each === userId).length
      if (underWay.size >= UNDER_WAY_MAX || ofOne >= UNDER_WAY_OF_ONE) return counted('dropped')
      const showing = show(message, link)
        .catch((error: unknown): PreviewOutcome => {
          failed(error)
          return 'failed'
        })
        .then(outcome => {
          underWay.delete(showing)
          counted(outcome)
        })
      underWay.set(showing, userId)
    },
    async done() {
      while (underWay.size > 0) await Promise.all(underWay.keys())
    },
  }

  async function show({ roomId, sender, place }: Said, link: string): Promise<PreviewOutcome> {
    const page = await pages.read(link)
    if (page === null) return 'nothing'
    try {
      await changes.preview({
        roomId,
        sender,
        clientMessageId: keyOf(place, link),
        target: place,
        preview: { link, ...page },
      })
      return 'shown'
    } catch (error) {
      // Deleted meanwhile, or its sender has left: there is nothing to show it at.
      if (error instanceof ChatError && !ERRORS[error.code].retryable) return 'nothing'
      throw error
    }
  }
}

/** However often a message is changed: each of its links is shown once. */
function keyOf({ mid }: MessagePlace, link: string) {
  return parseClientMessageId(createHash('sha256').update(`${mid} ${link}`).digest('base64url'))
}

function firstLink(text: string): string | null {
  return linksIn(withoutCode(text)).find(link => /^http/i.test(link)) ?? null
}
