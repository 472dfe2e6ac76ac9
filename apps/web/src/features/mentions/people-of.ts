import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'

/**
 * Who can be mentioned in a room: those who wrote the messages held, the last one first, then those who are present, then the
 * other members that are known, then oneself. A mention is a name: each stands here once, also when guests have had it one after another.
 */
export function peopleOf(
  {
    timeline,
    presence,
    members,
  }: Pick<RoomView, 'timeline' | 'presence'> & Partial<Pick<RoomView, 'members'>>,
  me: User,
): User[] {
  const people = new Map<string, User>()
  const add = (user: User) => {
    const name = user.name.toLowerCase()
    if (user.userId !== me.userId && !people.has(name)) people.set(name, user)
  }
  for (let index = timeline.entries.length - 1; index >= 0; index--) {
    const entry = timeline.entries[index]
    if (entry?.kind === 'message' && entry.sender.app === undefined) add(entry.sender)
  }
  for (const user of presence.users) add(user)
  for (const user of members?.users ?? []) add(user)
  people.delete(me.name.toLowerCase())
  return [...people.values(), me]
}
