import { isMessageFile, isMessagePlace } from '@hubbub/client'
import type { EntryId, MessageFile, MessagePlace, RoomId, UserId } from '@hubbub/shared'
import { parseKept } from '../../ui/parse-kept.js'

// What was begun and not sent: of each account and room a text, an answered message, and files that the server has. Nothing
// empty is kept.

const PREFIX = 'hubbub.draft.'
/** No room id has a dot. */
const REPLY_TO = '.reply-to'
const FILES = '.files'

export interface Drafts {
  /** Whether a text or a file waits there. */
  has(roomId: RoomId): boolean
  read(roomId: RoomId): string
  write(roomId: RoomId, text: string): void
  /** Tells what another tab makes of the text, as by sending it. @returns a function that ends it */
  follow(roomId: RoomId, changed: (from: string, to: string) => void): () => void
  /** The message that the text answers. */
  readReplyTo(roomId: RoomId): MessagePlace | null
  writeReplyTo(roomId: RoomId, place: MessagePlace | null): void
  /** What goes with the text. */
  readFiles(roomId: RoomId): readonly MessageFile[]
  writeFiles(roomId: RoomId, files: readonly MessageFile[]): void
  /** What was written so far, of every message whose editing was begun and neither saved nor given up, in this tab. */
  readonly edits: Map<EntryId, string>
  /** On signing out: the next person at this browser must not find them. */
  clear(): void
}

/** What is used of `localStorage`; its keys are those of the object. */
type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function createDrafts(storage: DraftStorage, userId: UserId): Drafts {
  const prefix = `${PREFIX}${userId}.`
  const edits = new Map<EntryId, string>()

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
    has: roomId => [prefix + roomId, prefix + roomId + FILES].some(key => storage.getItem(key) !== null),
    read: roomId => storage.getItem(prefix + roomId) ?? '',
    write: put,
    follow(roomId, changed) {
      const heard = ({ key, oldValue, newValue }: StorageEvent) => {
        if (key === prefix + roomId) changed(oldValue ?? '', newValue ?? '')
      }
      window.addEventListener('storage', heard)
      return () => window.removeEventListener('storage', heard)
    },
    readReplyTo(roomId) {
      const place = parseKept(storage.getItem(prefix + roomId + REPLY_TO))
      return isMessagePlace(place) ? place : null
    },
    writeReplyTo: (roomId, place) => put(roomId + REPLY_TO, place === null ? '' : JSON.stringify(place)),
    readFiles(roomId) {
      const files = parseKept(storage.getItem(prefix + roomId + FILES))
      return Array.isArray(files) ? files.filter(isMessageFile) : []
    },
    writeFiles: (roomId, files) => put(roomId + FILES, files.length === 0 ? '' : JSON.stringify(files)),
    edits,
    clear() {
      edits.clear()
      for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key)
    },
  }
}
