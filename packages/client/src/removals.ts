// The rooms that this user was removed from while the client ran, until somebody has read so.

import type { RoomId, RoomSummary, User } from '@hubbub/shared'
import type { Refusal } from './outgoing.js'

export const BANNED: Refusal = { code: 'banned', message: 'You have been removed from this room.' }

export interface Removal {
  room: RoomSummary
  /** Who did it; null: it is not known. */
  by: User | null
}

export interface Removals {
  list(): readonly Removal[]
  add(removal: Removal): void
  forget(roomId: RoomId): void
}

export function createRemovals(changed: () => void): Removals {
  let removals: readonly Removal[] = []
  const without = (roomId: RoomId) => removals.filter(({ room }) => room.roomId !== roomId)
  return {
    list: () => removals,
    add(removal) {
      removals = [...without(removal.room.roomId), removal]
      changed()
    },
    forget(roomId) {
      removals = without(roomId)
      changed()
    },
  }
}
