// Typing marks: the first thing that may be lost, so nothing here is retried and nobody is told of a failure.

import { type Entry, TYPING_REPEAT_MS, TYPING_TTL_MS, type User, type UserId } from '@hubbub/shared'
import type { Clock } from './clock.js'

/** The other users who type in a room. A mark ends when told so, with the user's message or restriction, or by itself. */
export interface TypingUsers {
  list(): readonly User[]
  set(user: User, isTyping: boolean): void
  /** Entries have come. */
  arrived(entries: readonly Entry[]): void
  clear(): void
}

export function createTypingUsers(clock: Clock, changed: () => void): TypingUsers {
  const marks = new Map<UserId, { user: User; cancelExpiry: () => void }>()

  function set(user: User, isTyping: boolean) {
    if (!isTyping) return end(user.userId)

    const known = marks.get(user.userId)
    known?.cancelExpiry()
    marks.set(user.userId, { user, cancelExpiry: clock.after(TYPING_TTL_MS, () => end(user.userId)) })
    if (!known) changed()
  }

  function end(userId: UserId) {
    const mark = marks.get(userId)
    if (!mark) return
    mark.cancelExpiry()
    marks.delete(userId)
    changed()
  }

  return {
    list: () => [...marks.values()].map(mark => mark.user),
    set,
    arrived(entries) {
      for (const entry of entries) {
        if (entry.kind === 'message') end(entry.sender.userId)
        if (entry.kind === 'member-restricted') end(entry.target.userId)
      }
    },
    clear: () => [...marks.keys()].forEach(end),
  }
}

/** Says that this user types: at once, again while it goes on, and once when it ends. */
export function createTypingNotice(
  clock: Clock,
  tell: (isTyping: boolean) => void,
): (isTyping: boolean) => void {
  let toldAt: number | null = null

  return isTyping => {
    if (!isTyping && toldAt === null) return
    // Both ways: a clock that was set back would else keep it from being told until it has caught up.
    if (isTyping && toldAt !== null && Math.abs(clock.now() - toldAt) < TYPING_REPEAT_MS) return
    toldAt = isTyping ? clock.now() : null
    tell(isTyping)
  }
}
