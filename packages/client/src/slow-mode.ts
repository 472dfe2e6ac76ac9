// A room's slow mode as it concerns one user. What the server says is counted from when it was heard, by this machine's clock.

import type { Entry, RoomPace, UserId } from '@hubbub/shared'

export interface SlowMode {
  /** How long people wait after each message; moderators do not. */
  seconds: number
  /** From when on this user's next message is taken, in milliseconds since 1970. */
  opensAt: number
}

/** @returns null for a room that has none */
export function slowModeOf({ seconds, waitMs }: RoomPace, now: number): SlowMode | null {
  return seconds === 0 ? null : { seconds, opensAt: now + waitMs }
}

/** @returns the same one when the entry says nothing of it */
export function slowModeAfter(slowMode: SlowMode | null, entry: Entry, me: UserId, now: number) {
  // It begins anew with each setting.
  if (entry.kind === 'slow-mode-changed') return slowModeOf({ seconds: entry.seconds, waitMs: 0 }, now)
  if (slowMode === null || entry.kind !== 'message' || entry.sender.userId !== me) return slowMode
  return { ...slowMode, opensAt: now + slowMode.seconds * 1_000 }
}
