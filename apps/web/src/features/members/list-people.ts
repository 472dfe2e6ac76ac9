import type { RoomView } from '@hubbub/client'
import type { User, UserId } from '@hubbub/shared'

/** Who is in a room, in the order in which they are listed. */
export interface ListedPeople {
  here: readonly User[]
  /** How many are: more than those listed, in a large room. */
  hereCount: number
  /** Members who are not, as far as they are known. */
  absent: readonly User[]
  /** Whether all who are members are listed. */
  isComplete: boolean
}

export function listPeople(
  { presence, members }: Pick<RoomView, 'presence' | 'members'>,
  me: UserId,
): ListedPeople {
  const { users, count } = presence
  const here = [...users].sort(
    (a, b) => Number(b.userId === me) - Number(a.userId === me) || a.name.localeCompare(b.name),
  )
  const listed = new Set([me, ...users.map(({ userId }) => userId)])
  return {
    here,
    hereCount: count,
    absent: members?.users.filter(({ userId }) => !listed.has(userId)) ?? [],
    isComplete: members?.isComplete === true && count <= users.length,
  }
}
