import { type Entry, type EntryId, REACTIONS_PER_MESSAGE, type User, type UserId } from '@hubbub/shared'

/** An emoji that a message was given, and by whom, first come first. */
export interface Reaction {
  emoji: string
  users: readonly User[]
}

/** @returns the reactions to each message among `entries`, by its `mid`, in the order in which they were first given */
export function reactionsIn(entries: readonly Entry[]): ReadonlyMap<EntryId, readonly Reaction[]> {
  const messages = new Map<EntryId, Map<string, Map<UserId, User>>>()
  for (const entry of entries) {
    if (entry.kind !== 'message-reacted') continue
    const { target, emoji, on, sender } = entry
    const given = messages.get(target) ?? new Map<string, Map<UserId, User>>()
    messages.set(target, given)
    const users = given.get(emoji) ?? new Map<UserId, User>()
    if (on && (given.has(emoji) || given.size < REACTIONS_PER_MESSAGE))
      given.set(emoji, users.set(sender.userId, sender))
    else if (!on && users.delete(sender.userId) && users.size === 0) given.delete(emoji)
  }
  return new Map(
    [...messages].map(([mid, given]) => [
      mid,
      [...given].map(([emoji, users]) => ({ emoji, users: [...users.values()] })),
    ]),
  )
}
