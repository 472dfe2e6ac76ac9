import type { RoomId, UserId } from '@hubbub/shared'

// Unsent texts, one per account and room; an empty one is not kept.

const PREFIX = 'hubbub.draft.'

export interface Drafts {
  read(roomId: RoomId): string
  write(roomId: RoomId, text: string): void
  /** On signing out: the next person at this browser must not find them. */
  clear(): void
}

export function createDrafts(storage: Storage, userId: UserId): Drafts {
  const prefix = `${PREFIX}${userId}.`
  return {
    read: roomId => storage.getItem(prefix + roomId) ?? '',
    write(roomId, text) {
      try {
        if (text === '') storage.removeItem(prefix + roomId)
        else storage.setItem(prefix + roomId, text)
      } catch (error) {
        // A full storage: the text is still on the screen, and sending it says what is the matter.
        if (!(error instanceof DOMException)) throw error
      }
    },
    clear() {
      for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key)
    },
  }
}
