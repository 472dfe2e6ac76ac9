// What sessions are, and what the rules of one's own need from the world. Implemented in redis/.

import type { Account, UserId } from '@hubbub/shared'

/** Who signed in, and the generation of the account's sessions then. */
export interface SignedIn {
  account: Account
  generation: number
}

/** A cookie session, as requests and connections know it. */
export interface Session extends SignedIn {
  sessionId: string
}

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
