import type { Entry, MembershipEntry } from './entries.js'
import type { UserId } from './ids.js'
import type { User } from './people.js'

/** Says that somebody was let into a room by another person. */
export type LetIn = MembershipEntry & { by: User }

export function isLetIn(entry: Entry, userId: UserId): entry is LetIn {
  return entry.kind === 'member-joined' && entry.sender.userId === userId && entry.by !== undefined
}

/** What it tells who was let in. */
export function letInText({ by }: LetIn): string {
  return `${by.name} let you in`
}
