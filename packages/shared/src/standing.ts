// What moderation of a room has come to, as far as a member is told.

import type { User } from './people.js'
import type { Restriction } from './schemas.js'

/** Somebody who is restricted in a room. */
export interface RestrictedUser {
  user: User
  restriction: Restriction
  by: User
}

/** Somebody who moderates a room, and is a member of it. */
export interface RoomModerator extends User {
  /** They made the room; absent: they were appointed. */
  maker?: true
}

/** How slowly a room goes; later changes are told by entries `slow-mode-changed`. */
export interface RoomPace {
  /** How long a person waits after each message; 0: not at all. */
  seconds: number
  /** For how much longer this user has to wait, in milliseconds from now; nothing to those whom it does not concern. */
  waitMs: number
}

/** What a user may do in a room; later changes are told by entries. */
export interface RoomStanding {
  /** Whether this user may restrict others here, and do all else that moderators may. */
  moderator: boolean
  /** Who may do that here, in no order; operators are not among them unless they made the room or were appointed. */
  moderators: readonly RoomModerator[]
  /** Who muted this user here; null: they may write. */
  mutedBy: User | null
  /** Who is restricted here, for moderators, RESTRICTED_LIST_MAX at most; to others nobody is named. */
  restricted: readonly RestrictedUser[]
}
