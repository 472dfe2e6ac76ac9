// What the rules of one's own sessions need from the world. Implemented in redis/.

import type { UserId } from '@hubbub/shared'

/** A session, with what its owner can tell it by. */
export interface KnownSession {
  sessionId: string
  /** Of the account's sessions when it began. */
  generation: number
  userAgent: string
  /** Milliseconds since 1970. */
  startedAt: number
}

/** Which sessions of an account there may be: those that have ended are known until they are forgotten. */
export interface KnownSessions {
  add(userId: UserId, session: KnownSession): Promise<void>
  of(userId: UserId): Promise<KnownSession[]>
  forget(userId: UserId, sessionIds: readonly string[]): Promise<void>
}

/** The sessions themselves, whoever's they are. */
export interface CookieSessions {
  /** @returns milliseconds until it ends by itself; 0: it has */
  lifeLeft(sessionId: string): Promise<number>
  end(sessionId: string): Promise<void>
}
