// Rooms, and who is there, as far as a member is told.

import type { RoomId, UserId } from './ids.js'
import type { User } from './people.js'

/** Who may come in: everybody; whom a member invites; the two whose conversation it is, and nobody else. */
export type RoomKind = 'public' | 'private' | 'direct'

export interface RoomSummary {
  roomId: RoomId
  /** Of a direct conversation: for clients that do not know what that is. */
  name: string
  kind: RoomKind
  /** What it is about, one line; empty: nobody has said. */
  topic: string
  /** Of a direct conversation: the two whose it is, also when one of them is no member any more. */
  members?: readonly User[]
  memberCount: number
  /** Milliseconds since 1970. */
  createdAt: number
}

export interface RoomDirectory {
  /** Every room the user is a member of. */
  mine: readonly RoomSummary[]
  /** One page of the public rooms that the user could join. */
  others: readonly RoomSummary[]
  /** What to send as `after` for the next page of `others`; null when this was the last. */
  next: RoomId | null
}

export interface RoomPresence {
  /** How many users are present. */
  count: number
  /** All of them up to PRESENCE_LIST_MAX, else a sample. */
  users: readonly User[]
}

export interface PresenceChange {
  roomId: RoomId
  count: number
  /** Who came and who left since the last change; null for a room so large that only `count` is told. */
  delta: { joined: readonly User[]; left: readonly UserId[] } | null
}
