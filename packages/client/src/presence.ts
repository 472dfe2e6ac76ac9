import { PRESENCE_LIST_MAX, type PresenceChange, type RoomPresence } from '@hubbub/shared'

/** Who is present after `change`. Told twice, a change makes no difference. */
export function applyPresence({ users }: RoomPresence, { count, delta }: PresenceChange): RoomPresence {
  if (delta === null) return { count, users }

  // All who are present have just come: also the whole list for those who so far knew only a sample.
  if (delta.joined.length === count) return { count, users: delta.joined }

  const gone = new Set([...delta.left, ...delta.joined.map(user => user.userId)])
  const stayed = users.filter(user => !gone.has(user.userId))
  return { count, users: [...stayed, ...delta.joined].slice(0, PRESENCE_LIST_MAX) }
}
