// What the rules need from the world. Implemented in redis/.

import type {
  Account,
  ClientMessageId,
  EntryId,
  Epoch,
  FileId,
  JoinRoom,
  LogPage,
  MessagePlace,
  NotifyLevel,
  ReadHistory,
  ResyncReason,
  RoomId,
  RoomPace,
  RoomStanding,
  RoomSummary,
  Sender,
  SendReceipt,
  Seq,
  User,
  UserId,
} from '@hubbub/shared'
import type { EntryPlace } from './reading-ports.js'
import type { Moderator } from './restriction-ports.js'
import type { Session } from './session-ports.js'

export type * from './change-ports.js'
export type * from './file-ports.js'
export type * from './identity-ports.js'
export type * from './operator-ports.js'
export type * from './password-reset-ports.js'
export type * from './preview-ports.js'
export type * from './push-ports.js'
export type * from './reading-ports.js'
export type * from './session-ports.js'
export type * from './sign-up-ports.js'
export type * from './webhook-ports.js'

export interface MessageDraft {
  roomId: RoomId
  sender: Sender
  clientMessageId: ClientMessageId
  text: string
  replyTo?: MessagePlace | undefined
  /** Whether slow mode concerns the sender in no room. */
  moderatesAll?: boolean
  /** At least one. */
  fileIds?: readonly FileId[] | undefined
}

export interface LogStretch extends LogPage {
  resync: ResyncReason | null
}

/** What a log has made of its room so far, as one member sees it. */
export interface RoomState {
  topic: string
  name: string
  slowMode: RoomPace
  pins: readonly MessagePlace[]
  standing: RoomStanding
}

/**
 * The log of each room. Always true: seq starts at 1 and rises by one per entry within an epoch; one clientMessageId
 * of one sender in one room gives one seq for RECEIPT_TTL_SECONDS; a new epoch means that part of the log was lost.
 */
export interface MessageLog {
  /**
   * @throws ChatError not_a_member, banned, muted, slow_mode, conflict, overloaded; not_found when one of its files is not there,
   * or is not the sender's to send; unavailable: then it may be in the log or not
   */
  append(draft: MessageDraft): Promise<SendReceipt>
  /**
   * What follows the position, else (none sent, or of no use) the newest page; and the state as of its `headSeq`.
   *
   * @throws ChatError not_a_member
   */
  resume(reader: Moderator, request: JoinRoom): Promise<LogStretch & RoomState>
  /** @throws ChatError not_a_member, epoch_changed */
  page(reader: UserId, request: ReadHistory): Promise<LogPage>
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
  readAfter(roomId: RoomId, head: Head): Promise<{ page: LogStretch; head: Head }>
}

export interface Rooms {
  /**
   * Makes a room; the first to come into a private one is who made it.
   *
   * @param skeleton what look-alike names have in common; null: a private room, whose name belongs to nobody
   * @throws ChatError name_taken
   */
  create(name: string, skeleton: string | null, creator: User): Promise<RoomSummary>
  /**
   * Makes the conversation of the two, with both as members, under this id unless it is there already.
   *
   * @throws ChatError too_many_rooms when the opener has DIRECTS_PER_USER others, or the other DIRECTS_BEGUN_BY_OTHERS_MAX
   */
  openDirect(roomId: RoomId, opener: User, other: User): Promise<{ room: RoomSummary; isNew: boolean }>
  /** Makes the room under this id unless it is there already. */
  ensure(roomId: RoomId, name: string, skeleton: string): Promise<void>
  /**
   * Makes the user a member; does nothing when they are.
   *
   * @throws ChatError banned; not_a_member when there is no such room, or none that anybody may come into
   */
  join(roomId: RoomId, user: User): Promise<{ room: RoomSummary; joinedNow: boolean }>
  /**
   * The same, into a private room as well.
   *
   * @param by who invites @throws ChatError not_a_member when they are none themselves, or the room is for two;
   * too_many_rooms when the user has INVITED_ROOMS_MAX others
   * @returns `toldAt`: the entry that says so; null where that is said by none
   */
  letIn(roomId: RoomId, user: User, by: User): Promise<{ joinedNow: boolean; toldAt: EntryPlace | null }>
  /** Does nothing when the user is no member. */
  leave(roomId: RoomId, user: User): Promise<void>
  /** Makes the user's own list say whether they are a member, after a ban as well as after anything that was interrupted. */
  settle(roomId: RoomId, userId: UserId): Promise<void>
  isMember(roomId: RoomId, userId: UserId): Promise<boolean>
  membersAmong(roomId: RoomId, userIds: readonly UserId[]): Promise<UserId[]>
  /** @returns null when there are more than `most` */
  memberIds(roomId: RoomId, most: number): Promise<UserId[] | null>
  /** About so many of very many members, the same ones each time as long as few come and go. */
  someMemberIds(roomId: RoomId, count: number): Promise<UserId[]>
  /** @throws ChatError banned; not_a_member, also when there is no such room */
  lookIn(roomId: RoomId, userId: UserId): Promise<RoomSummary>
  /** But for direct conversations. */
  roomIdsOf(userId: UserId): Promise<RoomId[]>
  directIdsOf(userId: UserId): Promise<RoomId[]>
  summaries(roomIds: readonly RoomId[]): Promise<RoomSummary[]>
  /** Ends rooms that nobody has been a member of for EMPTY_ROOM_TTL_SECONDS; call it now and then, on any worker. */
  endEmpty(atMs: number): Promise<void>
  /** Ids of public rooms in the order in which they were made, after the one named; none when that one has ended. */
  directory(after: RoomId | undefined, limit: number): Promise<RoomId[]>
}

export interface NotifyLevels {
  read(userId: UserId, roomId: RoomId): Promise<NotifyLevel>
  set(userId: UserId, roomId: RoomId, level: NotifyLevel): Promise<void>
  /** Makes the rooms say again of which the user wants to be told of all, as they may not after something was interrupted. */
  settle(userId: UserId): Promise<void>
  /** Who wants to be told of all; some may want it no more. */
  toldOfAll(roomId: RoomId): Promise<UserId[]>
}

export interface NewAccount extends Account {
  /** null for guests, who cannot log in again. */
  passwordHash: string | null
}

export interface StoredAccount extends NewAccount {
  /** Rises when sessions are ended, all but one: those of an older generation are over, unless it is that one. */
  generation: number
}

/** The hash that was checked, and the one to take its place. */
export interface PasswordChange {
  from: string
  to: string
}

export interface Accounts {
  /** Reserves the name and writes the account, both for a minute only: `keep` them. @throws ChatError name_taken */
  create(account: NewAccount, skeleton: string): Promise<void>
  /** @param ttlSeconds from now; null: for good */
  keep(userId: UserId, skeleton: string, ttlSeconds: number | null): Promise<void>
  find(skeleton: string): Promise<StoredAccount | null>
  /** @returns null when there is no such account, or none any more */
  user(userId: UserId): Promise<User | null>
  /** Whether others may be told what the user has read. */
  sharesReads(userId: UserId): Promise<boolean>
  setSharesReads(userId: UserId, on: boolean): Promise<void>
  /** The same as `user`, and of what kind it is. */
  account(userId: UserId): Promise<Account | null>
  /** Accounts that are kept whose name's skeleton begins so, in the order of skeletons. */
  findPeople(skeleton: string, limit: number): Promise<User[]>
  remove(userId: UserId, skeleton: string): Promise<void>
  /** @returns milliseconds until the account ends by itself; Infinity: never; 0: there is none */
  lifeLeft(userId: UserId): Promise<number>
  /** Whether no other session of its account has ended it. */
  isCurrent(session: Session): Promise<boolean>
  /** @returns those of them that there are no more */
  gone(userIds: readonly UserId[]): Promise<UserId[]>
  /** @returns those of them that another session of their account has ended */
  notCurrent(sessions: readonly Session[]): Promise<Session[]>
  /**
   * Ends all other sessions of the account, and changes the password in the same step.
   *
   * @param change null: the password stays
   * @throws ChatError unauthenticated when this session has been ended itself; bad_credentials when the password is not
   * `from` any more; nothing is changed then
   */
  endOtherSessions(session: Session, change: PasswordChange | null): Promise<void>
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
  /** @param before what was read the last time; the same object comes back when that is still all there is to say */
  read(roomId: RoomId, before: PresentUsers | null): Promise<PresentUsers>
}

/** Who is present in a room, as read at one moment. */
export type PresentUsers = ReadonlyMap<UserId, User>

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
  /** Every attempt to get a session or to end others, by address. */
  fromAddress(address: string): Promise<void>
  /** Every password given for a name. */
  forName(name: string, address: string): Promise<void>
  /** The password was right. */
  succeeded(name: string, address: string): Promise<void>
}
