import type { RoomId } from '@hubbub/shared'
import type { Link } from './link.js'
import type { Timeline } from './timeline.js'

/** What those ask through who read more of joined rooms than is held. Apart from the client, so that a page can have them later. */
export interface RoomReader {
  /** Where the room is asked; null: nowhere right now. */
  linkOf(roomId: RoomId): Link | null
  /** Whether the user is in the room, joined or not. */
  isIn(roomId: RoomId): boolean
  /** null: the room is not joined, or no more. */
  timelineOf(roomId: RoomId): Timeline | null
  /** Whether a room without a link cannot be joined now; else it is about to be. */
  areAsked(): boolean
  /** 0 ≤ x < 1. */
  random(): number
}
