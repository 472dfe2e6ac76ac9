// Whom a moderator may act on. The server has the last word; this is for what is offered.

import type { UserId } from '@hubbub/shared'
import type { ModeratedRoom } from './restrict.js'

type Moderated = Pick<ModeratedRoom, 'isModerator' | 'moderators'>

/** Whether somebody moderates the room because a moderator said so, and may lose that again. */
export function isAppointed({ moderators }: Moderated, person: UserId): boolean {
  return moderators.some(({ userId, maker }) => userId === person && !maker)
}

/** Whether `me` may mute or remove somebody: operators and who made the room anybody, others nobody who moderates it as well. */
export function mayRestrict({ isModerator, moderators }: Moderated, person: UserId, me: UserId): boolean {
  if (!isModerator) return false
  const own = moderators.find(({ userId }) => userId === me)
  // Operators are not among them.
  if (own === undefined || own.maker) return true
  return moderators.every(({ userId }) => userId !== person)
}

/** Whether the reader may make somebody a moderator, or take that back: not from who made the room. */
export function mayAppoint({ isModerator, moderators }: Moderated, person: UserId): boolean {
  return isModerator && moderators.every(({ userId, maker }) => userId !== person || !maker)
}
