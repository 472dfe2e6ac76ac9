// What the rules need from the world. Implemented in redis/.

import type {
  Account,
  ClientMessageId,
  EntryId,
  Epoch,
  JoinRoom,
  LogPage,
  MessagePlace,
  ReadHistory,
  ResyncReason,
  RoomId,
  RoomSummary,
  SendReceipt,
  Seq,
  User,
  UserId,
  WorkerPlace,
} from '@hubbub/shared'

export interface MessageDraft {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  text: string
  replyTo?: MessagePlace | undefined
}

/** An own message that is to say something else. */
export interface MessageChange {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  target: MessagePlace
  /** null: nothing any more. */
  text: string | null
}

export interface MessageReaction {
  roomId: RoomId
  sender: User
  clientMessageId: ClientMessageId
  target: MessagePlace
  emoji: string
  /** false: taken back. */
  on: boolean
}

export interface ResumedPage extends LogPage {
  resync: ResyncReason | null
}

/**
 * The log of each room. Always true: seq starts at 1 and rises by one per entry within an epoch; one clientMessageId
 * of one user in one room gives one seq for RECEIPT_TTL_SECONDS; a new epoch means that part of the log was lost.
 */
export interface MessageLog {
  /** @throws ChatError not_a_member, conflict, overloaded, or unavailable: then it may be in the log or not */
  append(draft: MessageDraft): Promise<SendReceipt>
  /** What follows the position, else (none sent, or of no use) the newest page. @throws ChatError not_a_member */
  resume(reader: UserId, request: JoinRoom): Promise<ResumedPage>
  /** @throws ChatError not_a_member, epoch_changed */
  page(reader: UserId, request: ReadHistory): Promise<LogPage>
}

export interface MessageChanges {
  /**
   * @throws ChatError not_a_member, not_the_sender, conflict; not_found when there is no such message, or none any more;
   * unavailable: then it may be in the log or not
   */
  change(change: MessageChange): Promise<SendReceipt>
  /** @throws as `change`, but never not_the_sender */
  react(reaction: MessageReaction): Promise<SendReceipt>
}

/** Where the log of a room ends; `mid` is empty while nothing was ever written. */
export interface Head {
  epoch: Epoch
  seq: Seq
  mid: EntryId | ''
}

/** What a room feed reads, for everybody on its worker at once. */
export interface FeedLog {
  head(roomId: RoomId): Promise<Head>
  /** The heads of those rooms whose head is another by now; a promise for each part that is asked for at once. */
  headsOtherThan(known: ReadonlyMap<RoomId, Head>): Promise<ReadonlyMap<RoomId, Head>>[]
  /** Up to one page after `head`, or the reason why there is no such thing, with the head as it is now. */
  readAfter(roomId: RoomId, head: Head): Promise<{ page: ResumedPage; head: Head }>
}

export interface Rooms {
  /** @param skeleton what look-alike names have in common @throws ChatError name_taken */
  create(name: string, skeleton: string, creator: User): Promise<RoomSummary>
  /** Makes the room under this id unless it is there already. */
  ensure(roomId: RoomId, name: string, skeleton: string): Promise<void>
  /** Makes the user a member; does nothing when they are. @throws ChatError not_a_member when there is no such room */
  join(roomId: RoomId, user: User): Promise<{ room: RoomSummary; joinedNow: boolean }>
  /** Does nothing when the user is no member. */
  leave(roomId: RoomId, user: User): Promise<void>
  isMember(roomId: RoomId, userId: UserId): Promise<boolean>
  /** @returns null for whoever is no member, and when there is no such room */
  lookIn(roomId: RoomId, userId: UserId): Promise<RoomSummary | null>
  roomIdsOf(userId: UserId): Promise<RoomId[]>
  summaries(roomIds: readonly RoomId[]): Promise<RoomSummary[]>
  /** Ends rooms that nobody has been a member of for EMPTY_ROOM_TTL_SECONDS; call it now and then, on any worker. */
  endEmpty(atMs: number): Promise<void>
  /** Room ids in the order in which the rooms were made, after the one named; none when that one has ended. */
  directory(after: RoomId | undefined, limit: number): Promise<RoomId[]>
}

/** How far somebody has read in one life of a log. */
export interface ReadMark {
  epoch: Epoch
  seq: Seq
}

export interface ReadMarks {
  /** @returns null when nothing was ever read */
  read(userId: UserId, roomId: RoomId): Promise<ReadMark | null>
  /** Moves forward only. @returns what stands now */
  move(userId: UserId, roomId: RoomId, epoch: Epoch, seq: Seq): Promise<Seq>
}

export interface StoredAccount extends Account {
  /** null for guests, who cannot log in again. */
  passwordHash: string | null
}

export interface Accounts {
  /** Reserves the name and writes the account, both for a minute only: `keep` them. @throws ChatError name_taken */
  create(account: StoredAccount, skeleton: string): Promise<void>
  /** @param ttlSeconds from now; null: for good */
  keep(userId: UserId, skeleton: string, ttlSeconds: number | null): Promise<void>
  find(skeleton: string): Promise<StoredAccount | null>
  remove(userId: UserId, skeleton: string): Promise<void>
  /** @returns milliseconds until the account ends by itself; Infinity: never; 0: there is none */
  lifeLeft(userId: UserId): Promise<number>
  /** Remembers when a guest's account ends, so that what it leaves behind can be put away. */
  rememberGuest(guest: User, endsAtMs: number): Promise<void>
  /** Guests whose account has ended by then, the first few. */
  endedGuests(atMs: number): Promise<User[]>
  forgetGuest(guest: User): Promise<void>
}

/** Who is present where, as all workers tell it; entries of a worker count only while its lease stands. */
export interface PresenceStore {
  add(roomId: RoomId, user: User): Promise<void>
  remove(roomId: RoomId, user: User): Promise<void>
  read(roomId: RoomId): Promise<User[]>
}

/** Tells what may be lost. */
export interface PresenceSignals {
  /** These rooms changed on this worker: the other workers read them again. */
  presenceTouched(roomIds: readonly RoomId[]): void
}

/**
 * Slows down those who try too often, all over the cluster.
 *
 * @throws ChatError rate_limited, or unavailable when nobody can count
 */
export interface SignInThrottles {
  /** Every attempt to get a session, by address. */
  fromAddress(address: string): Promise<void>
  /** Every password given for a name. */
  forName(name: string, address: string): Promise<void>
  /** The password was right. */
  succeeded(name: string, address: string): Promise<void>
}

/** What an operator wants done with a worker; carried out by the primary of its node, once per `id`. */
export interface Operation {
  id: string
  act: 'kill' | 'reload'
  place: WorkerPlace
  by: UserId
}

/** `busy`: the node replaces a worker already, or this one is leaving. */
export type OperationOutcome = 'begun' | 'unknown-worker' | 'busy'

/** How the clock of Redis stands to that of this process. */
export interface RedisClock {
  /** What to add to a time of this process, in milliseconds. */
  aheadMs: number
  /** How far that may be off. */
  offMs: number
}

/** A message that all workers with followers of its room look out for. */
export interface Watched {
  traceId: string
  roomId: RoomId
  userId: UserId
  clientMessageId: ClientMessageId
}

/** A worker handed a watched message to its sockets; times in milliseconds by the clock of Redis. */
export interface WatchedSeen {
  traceId: string
  place: WorkerPlace
  heardAt: number
  deliveredAt: number
  clients: number
  offMs: number
}
