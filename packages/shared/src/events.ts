// The wire contract: every event with its payload and its answer. PROTOCOL.md says what each promises.

import type { ClusterStatus, MessageWay } from './cluster.js'
import type { Failure } from './errors.js'
import type { ClientMessageId, EntryId, Epoch, RoomId, Seq, UserId } from './ids.js'
import type {
  ChangeMessage,
  CreateRoom,
  JoinRoom,
  LeaveRoom,
  ListRooms,
  MarkRead,
  MessagePlace,
  ReactToMessage,
  ReadCluster,
  ReadHistory,
  SearchRoom,
  SendMessage,
  SetTyping,
  TraceMessage,
  WorkerPlace,
} from './schemas.js'

/** Raised when a client of the version before could misread what the server says, or the reverse. */
export const PROTOCOL_VERSION = 1

/** The path of the Socket.IO endpoint (its default). */
export const SOCKET_PATH = '/socket.io/'

export interface User {
  userId: UserId
  name: string
}

/** The signed-in account, as `/api/auth/me` tells it. */
export interface Account extends User {
  kind: 'registered' | 'guest'
}

interface EntryBase {
  seq: Seq
  mid: EntryId
  sender: User
  /** Milliseconds since 1970 by Redis's clock. For display; the order is that of `seq`. */
  sentAt: number
}

export interface MessageEntry extends EntryBase {
  kind: 'message'
  clientMessageId: ClientMessageId
  /** The message it answers, as its sender named it: nobody checks that there is such a one. */
  replyTo?: MessagePlace
  /** Empty: it has been deleted; the entry that says so follows. */
  text: string
}

export interface MembershipEntry extends EntryBase {
  kind: 'member-joined' | 'member-left'
}

/** An earlier message of the same sender says something else now; of several changes the newest counts. */
export interface ChangeEntry extends EntryBase {
  kind: 'message-changed'
  /** `mid` and seq of the message. */
  target: EntryId
  targetSeq: Seq
  /** null: the message is deleted. Empty: it has been deleted since. */
  text: string | null
}

/** The sender gives an earlier message this emoji, or takes it back; of several of one sender and emoji the newest counts. */
export interface ReactionEntry extends EntryBase {
  kind: 'message-reacted'
  /** `mid` of the message. */
  target: EntryId
  emoji: string
  on: boolean
}

/** One line of a room's log. A client shows an entry of a kind it does not know as nothing, but counts its seq. */
export type Entry = MessageEntry | ChangeEntry | ReactionEntry | MembershipEntry

export interface RoomEntries {
  roomId: RoomId
  epoch: Epoch
  /** In seq order, without gaps, at least one. */
  entries: readonly Entry[]
}

/**
 * Why a position could not be resumed from. `trimmed`: entries after it are no longer kept. `epoch`: the log was lost
 * and started anew. `diverged`: the log holds another entry at that seq. `future`: the log ends before that seq.
 */
export type ResyncReason = 'trimmed' | 'epoch' | 'diverged' | 'future'

export interface RoomSummary {
  roomId: RoomId
  name: string
  memberCount: number
  /** Milliseconds since 1970. */
  createdAt: number
}

export interface RoomDirectory {
  /** Every room the user is a member of. */
  mine: readonly RoomSummary[]
  /** One page of the rooms that the user could join. */
  others: readonly RoomSummary[]
  /** What to send as `after` for the next page of `others`; null when this was the last. */
  next: RoomId | null
}

/** A stretch of a room's log and how it lies in the whole. */
export interface LogPage {
  epoch: Epoch
  /** In seq order, without gaps. */
  entries: readonly Entry[]
  /** The newest seq in the log when it was read; 0 when nothing was ever written. */
  headSeq: Seq
  /** The oldest seq still kept; headSeq + 1 when none is. Above 1, the past before it has been trimmed. */
  oldestSeq: Seq
}

/** What a stretch of a log holds of what was looked for, newest first. */
export interface FoundEntries {
  epoch: Epoch
  /** Messages, and changes of such, that hold it and after which nothing in the stretch says otherwise of the message. */
  found: readonly (MessageEntry | ChangeEntry)[]
  /** `mid`s of the messages that entries of the stretch changed: what is older says nothing of them any more. */
  changed: readonly EntryId[]
  /** The oldest seq that was looked at; to look further back, send it as `before`. */
  searchedTo: Seq
  /** When that entry was written, in milliseconds since 1970; null: there was none. */
  backTo: number | null
  /** The oldest seq still kept: nothing is left to look at when `searchedTo` has come to it. */
  oldestSeq: Seq
}

export interface JoinedRoom extends LogPage {
  room: RoomSummary
  /**
   * null: `entries` follow the position that was sent, or (without one) are the newest page.
   * A reason: the position was of no use; drop what you hold, `entries` are the newest page.
   * When `entries` end before `headSeq`, read on with `room:history`.
   */
  resync: ResyncReason | null
  /** How far this user has read, on any device. */
  readSeq: Seq
  presence: RoomPresence
}

export interface RoomPresence {
  /** How many users are present. */
  count: number
  /** All of them up to PRESENCE_LIST_MAX, else a sample. */
  users: readonly User[]
}

export interface PresenceChange {
  roomId: RoomId
  count: number
  /** Who came and who left since the last change; null for a room so large that only `count` is told. */
  delta: { joined: readonly User[]; left: readonly UserId[] } | null
}

export interface SendReceipt {
  seq: Seq
  epoch: Epoch
  mid: EntryId
  sentAt: number
  /** Whether this clientMessageId had been accepted before. */
  duplicate: boolean
}

export interface TracedMessage extends MessageWay {
  receipt: SendReceipt
}

export interface Welcome {
  user: User
  /** Which node and worker serve this connection; for people, not for routing. */
  node: string
  worker: string
  /** Whether this account may watch and operate the cluster. */
  operator: boolean
}

export interface DrainNotice {
  /** Open a new connection after this many milliseconds, then leave this one. */
  moveInMs: number
}

export type Answer<T> = { ok: true; value: T } | Failure
export type Ack<T> = (answer: Answer<T>) => void

export interface ClientToServerEvents {
  'rooms:list': (request: ListRooms, ack: Ack<RoomDirectory>) => void
  'room:create': (command: CreateRoom, ack: Ack<RoomSummary>) => void
  'room:join': (command: JoinRoom, ack: Ack<JoinedRoom>) => void
  'room:leave': (command: LeaveRoom, ack: Ack<null>) => void
  'room:history': (request: ReadHistory, ack: Ack<LogPage>) => void
  'room:search': (request: SearchRoom, ack: Ack<FoundEntries>) => void
  'message:send': (command: SendMessage, ack: Ack<SendReceipt>) => void
  'message:change': (command: ChangeMessage, ack: Ack<SendReceipt>) => void
  'message:react': (command: ReactToMessage, ack: Ack<SendReceipt>) => void
  'typing:set': (command: SetTyping, ack: Ack<null>) => void
  'read:mark': (command: MarkRead, ack: Ack<null>) => void
  // For operators; to anybody else these are no events at all.
  'cluster:read': (request: ReadCluster, ack: Ack<ClusterStatus>) => void
  'worker:kill': (command: WorkerPlace, ack: Ack<null>) => void
  'worker:reload': (command: WorkerPlace, ack: Ack<null>) => void
  'message:trace': (command: TraceMessage, ack: Ack<TracedMessage>) => void
}

export interface TypingChange {
  roomId: RoomId
  user: User
  typing: boolean
}

export interface ServerToClientEvents {
  /** The first event on every connection. */
  'server:welcome': (welcome: Welcome) => void
  'room:entries': (batch: RoomEntries) => void
  /** What the client holds of this room may no longer be the truth: join again with the position held. */
  'room:resync': (notice: { roomId: RoomId; reason: ResyncReason }) => void
  /** The user's own rooms changed on another connection: list them again. */
  'rooms:changed': () => void
  'presence:changed': (change: PresenceChange) => void
  'typing:changed': (change: TypingChange) => void
  /** The user read up to `seq` on another connection. */
  'read:marked': (mark: { roomId: RoomId; seq: Seq }) => void
  'server:draining': (notice: DrainNotice) => void
  /** The connection ends after this; the client must sign in again. */
  'session:revoked': () => void
}
