// What the rules of moderation need from the world. Implemented in redis/.

import type { ClientMessageId, Restriction, RoomId, SendReceipt, User, UserId } from '@hubbub/shared'

/** Somebody who may act on others in a room, if they moderate it. */
export interface Moderator {
  user: User
  /** Whether that is so in every room that they are a member of. */
  moderatesAll: boolean
}

export interface MemberRestriction {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  /** `isGone`: the account has ended; of what stands it may still be lifted. */
  target: Moderator & { isGone: boolean }
  /** null: lifted. */
  restriction: Restriction | null
}

/** Who is restricted in which room. Always true: what stands is what the newest entry of the log about a user says. */
export interface Restrictions {
  /**
   * @throws ChatError not_a_member, banned, not_a_moderator, conflict; not_found when the target is nobody of this room, or
   * there is nothing to lift; unavailable: then it may be in the log or not
   */
  restrict(restriction: MemberRestriction): Promise<SendReceipt>
  isMuted(roomId: RoomId, userId: UserId): Promise<boolean>
  /** The name under which somebody is restricted; null: they are not. */
  nameOf(roomId: RoomId, userId: UserId): Promise<string | null>
}

export interface Appointment {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  /** `isGone`: the account has ended; it cannot be appointed. */
  target: { user: User; isGone: boolean }
  /** false: taken back. */
  moderator: boolean
}

/** Who moderates each room, besides those who moderate all. Always true: whoever is no member of it does not. */
export interface Moderators {
  /**
   * @throws ChatError not_a_member, banned, conflict, too_many_moderators; not_a_moderator, also when it is about who made the
   * room; not_found when the target is no member, or was not appointed; unavailable: then it may be in the log or not
   */
  appoint(appointment: Appointment): Promise<SendReceipt>
}

export interface SlowModeChange {
  roomId: RoomId
  by: Moderator
  clientMessageId: ClientMessageId
  /** How long everybody else waits after each message; 0: not at all. */
  seconds: number
}

/** How slowly each room goes, as the log says; whoever appends to that is held to it (`MessageLog`). */
export interface SlowModes {
  /** @throws ChatError not_a_member, banned, not_a_moderator, conflict; unavailable: then it may be in the log or not */
  set(change: SlowModeChange): Promise<SendReceipt>
}
