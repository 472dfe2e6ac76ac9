// Who chats.

import type { UserId } from './ids.js'

export interface User {
  userId: UserId
  name: string
}

/** Who stands at an entry. */
export interface Sender extends User {
  /** The webhook that wrote it, by its name: the sender is a program, which may go by any other name. Absent: a person. */
  app?: string
}

/** What an identity provider says of somebody. */
export interface Vouched {
  /** The provider, as it is called on the page. */
  by: string
  /** Until then, in milliseconds since 1970; then they have to sign in again. */
  until: number
}

/** The signed-in account, as `/api/auth/me` tells it. */
export interface Account extends User {
  kind: 'registered' | 'guest'
  /** Who signed in through an identity provider has no password here. */
  vouched?: Vouched
}

/** A session of an account, as the account's owner is told of it. */
export interface OwnSession {
  /** Names it for `/api/auth/sessions/end`. */
  handle: string
  /** The browser that signed in, by the name it gave then; empty when it gave none. */
  userAgent: string
  /** Milliseconds since 1970. */
  startedAt: number
  /** The same, of the last use; of a session that is connected, up to some ten minutes ago. */
  usedAt: number
  /** Whether it is the one that asked. */
  isThis: boolean
}

export interface OwnSessions {
  /** The one that asked first, then those used last. */
  sessions: readonly OwnSession[]
}

export interface MessageReaders {
  /** Of the members but who asks, those who have read it and share that; null: the room has more than READERS_ROOM_MAX. */
  readers: readonly User[] | null
}

export interface ReadsShared {
  /** Whether others are told what the user has read. */
  on: boolean
}

/** Of the members of a room, present or not. */
export interface MembersPage {
  /** In the order of their ids; MEMBERS_PAGE at most. */
  members: readonly User[]
  /** What to send as `after` for the next page; null when this was the last. */
  next: UserId | null
  /** Whether all pages together are all members; else the room has more than MEMBERS_LISTED_MAX, and these are any of them. */
  isComplete: boolean
}

export interface FoundPeople {
  /** In the order of their names; FOUND_PEOPLE_MAX at most. */
  people: readonly User[]
}

/** By which the owner of an account sets its password without the one before. */
export interface PasswordReset {
  /** Told once: whoever has it comes into the account. */
  token: string
  /** Until then, in milliseconds since 1970. */
  endsAt: number
}
