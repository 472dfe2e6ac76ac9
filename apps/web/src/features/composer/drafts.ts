import { isMessagePlace } from '@hubbub/client'
import type { MessagePlace, RoomId, UserId } from '@hubbub/shared'

// What was begun and not sent, one text and one answered message per account and room; nothing empty is kept.

const PREFIX = 'hubbub.draft.'
/** No room id has a dot. */
const REPLY_TO = '.reply-to'

export interface Drafts {
  read(roomId: RoomId): string
  write(roomId: RoomId, text: string): void
  /** The message that the text answers. */
  readReplyTo(roomId: RoomId): MessagePlace | null
  writeReplyTo(roomId: RoomId, place: MessagePlace | null): void
  /** On signing out: the next person at this browser must not find them. */
  clear(): void
}

/** What is used of `localStorage`; its keys are those of the object. */
type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function createDrafts(storage: DraftStorage, userId: UserId): Drafts {
  const prefix = `${PREFIX}${userId}.`

  function put(key: string, value: string) {
    try {
      if (value === '') storage.removeItem(prefix + key)
      else storage.setItem(prefix + key, value)
    } catch (error) {
      // A full storage: the text is still on the screen, and sending it says what is the matter.
      if (!(error instanceof DOMException)) throw error
    }
  }

  return {
    read: roomId => storage.getItem(prefix + roomId) ?? '',
    write: put,
    readReplyTo: roomId => parsePlace(storage.getItem(prefix + roomId + REPLY_TO)),
    writeReplyTo: (roomId, place) => put(roomId + REPLY_TO, place === null ? '' : JSON.stringify(place)),
    clear() {
      for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key)
    },
  }
}

function parsePlace(item: string | null): MessagePlace | null {
  try {
    const place: unknown = JSON.parse(item ?? 'null')
    return isMessagePlace(place) ? place : null
  } catch {
    return null
  }
}
