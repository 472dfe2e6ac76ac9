import { PRESENCE_LIST_MAX, type PresenceChange, type RoomPresence } from '@hubbub/shared'

/** Who is present after `change`. Told twice, a change makes no difference. */
export function applyPresence({ users }: RoomPresence, { count, delta }: PresenceChange): RoomPresence {
  if (delta === null) return { count, users }

  const gone = new Set([...delta.left, ...delta.joined.map(user => user.userId)])
  const stayed = users.filter(user => !gone.has(user.userId))
  return { count, users: [...stayed, ...delta.joined].slice(0, PRESENCE_LIST_MAX) }
}
