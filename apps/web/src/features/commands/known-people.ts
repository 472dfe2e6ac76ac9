import type { RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'
import { partnerGone } from '../direct/partner.js'

/** Others who are in one's rooms now or with whom one has a conversation; those of this room first. */
export function knownPeople(rooms: readonly RoomView[], current: RoomView | null): User[] {
  const people = new Map<UserId, User>()
  for (const view of current === null ? rooms : [current, ...rooms]) {
    const { presence, partner } = view
    for (const user of presence.users) people.set(user.userId, user)
    // Somebody else may have the name of a guest who has gone.
    if (partner !== null && partnerGone(view) === null) people.set(partner.userId, partner)
  }
  return [...people.values()]
}
