import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'

/** Whether the other one of a direct conversation has the chat open. */
export function partnerIsHere({ partner, presence }: Pick<RoomView, 'partner' | 'presence'>): boolean {
  return partner !== null && presence.users.some(({ userId }) => userId === partner.userId)
}

/** @returns the other one of a direct conversation who was a guest and is one no more; null: nobody has gone */
export function partnerGone({
  partner,
  room,
  timeline,
}: Pick<RoomView, 'partner' | 'room' | 'timeline'>): User | null {
  if (partner === null) return null
  // The room is as it was when it was joined; the log says what has happened since.
  const hasLeft =
    room.memberCount < 2 ||
    timeline.entries.some(({ kind, sender }) => kind === 'member-left' && sender.userId === partner.userId)
  return hasLeft ? partner : null
}
