import type { RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'

const SHOWN_MAX = 20

/** Others who are in the same rooms now, by name, but for those in `leftOut`. */
export function peopleNearby(
  rooms: readonly RoomView[],
  me: UserId,
  leftOut: ReadonlySet<UserId> = new Set(),
): User[] {
  const people = new Map<UserId, User>()
  for (const { presence } of rooms)
    for (const user of presence.users)
      if (user.userId !== me && !leftOut.has(user.userId)) people.set(user.userId, user)
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name)).slice(0, SHOWN_MAX)
}
