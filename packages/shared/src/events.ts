// The wire contract: every event with its payload and its answer. PROTOCOL.md says what each promises.

import type { ClusterStatus, MessageWay } from './cluster.js'
import type { ChangeEntry, Entry, MessageEntry } from './entries.js'
import type { Failure } from './errors.js'
import type { EntryId, Epoch, RoomId, Seq } from './ids.js'
import type { NotifyLevel } from './notify-level.js'
import type { FoundPeople, MembersPage, MessageReaders, PasswordReset, ReadsShared, User } from './people.js'
import type { PushKey } from './push.js'
import type { PresenceChange, RoomDirectory, RoomPresence, RoomSummary } from './rooms.js'
import type {
  AppointMember,
  ChangeMessage,
  CreateRoom,
  CreateWebhook,
  FindPeople,
  Invite,
  JoinRoom,
  LeaveRoom,
  ListMembers,
  ListReaders,
  ListRooms,
  ListWebhooks,
  MakeInvitation,
  MakePasswordReset,
  MarkRead,
  MessagePlace,
  OpenDirect,
  PinMessage,
  ReactToMessage,
  ReadCluster,
  ReadHistory,
  ReadPushKey,
  RemoveWebhook,
  RenameRoom,
  RestrictMember,
  SearchRoom,
  SendMessage,
  SetNotifyLevel,
  SetSlowMode,
  SetTopic,
  SetTyping,
  ShareReads,
  SubscribePush,
  TraceMessage,
  UnsubscribePush,
  WorkerPlace,
} from './schemas.js'
import type { Invitation } from './sign-up.js'
import type { RoomPace, RoomStanding } from './standing.js'
import type { CreatedWebhook, RoomWebhooks } from './webhooks.js'

/** Raised when a client of the version before could misread what the server says, or the reverse. */
export const PROTOCOL_VERSION = 1

/** The path of the Socket.IO endpoint (its default). */
export const SOCKET_PATH = '/socket.io/'

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
  /** The oldest seq that was looked at, or need not be, as it is too old; to look further back, send it as `before`. */
  searchedTo: Seq
  /** When the oldest that was looked at was written, in milliseconds since 1970; null: there was none. */
  backTo: number | null
  /** The oldest seq still kept: nothing is left to look at when `searchedTo` has come to it. */
  oldestSeq: Seq
}

export interface JoinedRoom extends LogPage, RoomStanding {
  /** Its name and topic are those of `headSeq`. */
  room: RoomSummary
  /** As of `headSeq`. */
  slowMode: RoomPace
  /** The pinned messages as of `headSeq`, the one that was pinned last first. */
  pins: readonly MessagePlace[]
  /**
   * null: `entries` follow the position that was sent, or (without one) are the newest page.
   * A reason: the position was of no use; drop what you hold, `entries` are the newest page.
   * When `entries` end before `headSeq`, read on with `room:history`.
   */
  resync: ResyncReason | null
  /** How far this user has read, on any device. */
  readSeq: Seq
  /** Of what this user wants to be told here, on any device. */
  notifyLevel: NotifyLevel
  presence: RoomPresence
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
  /** Bytes that a file may have; a server that takes none says nothing. */
  fileMaxBytes?: number
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
  'room:direct': (command: OpenDirect, ack: Ack<RoomSummary>) => void
  'room:invite': (command: Invite, ack: Ack<null>) => void
  'room:members': (request: ListMembers, ack: Ack<MembersPage>) => void
  'people:find': (request: FindPeople, ack: Ack<FoundPeople>) => void
  'room:join': (command: JoinRoom, ack: Ack<JoinedRoom>) => void
  'room:leave': (command: LeaveRoom, ack: Ack<null>) => void
  'room:history': (request: ReadHistory, ack: Ack<LogPage>) => void
  'room:search': (request: SearchRoom, ack: Ack<FoundEntries>) => void
  'message:send': (command: SendMessage, ack: Ack<SendReceipt>) => void
  'message:change': (command: ChangeMessage, ack: Ack<SendReceipt>) => void
  'message:react': (command: ReactToMessage, ack: Ack<SendReceipt>) => void
  'message:pin': (command: PinMessage, ack: Ack<SendReceipt>) => void
  'room:set-topic': (command: SetTopic, ack: Ack<SendReceipt>) => void
  'room:rename': (command: RenameRoom, ack: Ack<SendReceipt>) => void
  'member:restrict': (command: RestrictMember, ack: Ack<SendReceipt>) => void
  'member:appoint': (command: AppointMember, ack: Ack<SendReceipt>) => void
  'room:slow-mode': (command: SetSlowMode, ack: Ack<SendReceipt>) => void
  'webhook:create': (command: CreateWebhook, ack: Ack<CreatedWebhook>) => void
  'webhook:list': (request: ListWebhooks, ack: Ack<RoomWebhooks>) => void
  'webhook:remove': (command: RemoveWebhook, ack: Ack<SendReceipt>) => void
  'typing:set': (command: SetTyping, ack: Ack<null>) => void
  'read:mark': (command: MarkRead, ack: Ack<null>) => void
  'message:readers': (request: ListReaders, ack: Ack<MessageReaders>) => void
  'reads:share': (command: ShareReads, ack: Ack<ReadsShared>) => void
  'room:notify': (command: SetNotifyLevel, ack: Ack<null>) => void
  'push:key': (request: ReadPushKey, ack: Ack<PushKey>) => void
  'push:subscribe': (command: SubscribePush, ack: Ack<null>) => void
  'push:unsubscribe': (command: UnsubscribePush, ack: Ack<null>) => void
  // For operators, the last for admins; to anybody else these are no events at all.
  'cluster:read': (request: ReadCluster, ack: Ack<ClusterStatus>) => void
  'worker:kill': (command: WorkerPlace, ack: Ack<null>) => void
  'worker:reload': (command: WorkerPlace, ack: Ack<null>) => void
  'invitation:make': (command: MakeInvitation, ack: Ack<Invitation>) => void
  'message:trace': (command: TraceMessage, ack: Ack<TracedMessage>) => void
  'password-reset:make': (command: MakePasswordReset, ack: Ack<PasswordReset>) => void
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
  /** The user's own rooms changed, by another connection or by somebody else: list them again. */
  'rooms:changed': () => void
  'presence:changed': (change: PresenceChange) => void
  'typing:changed': (change: TypingChange) => void
  /** The user read up to `seq` on another connection, or (`back`) wants to read on from there once more. */
  'read:marked': (mark: MarkRead) => void
  /** The user said on another connection of what they want to be told. */
  'notify:changed': (change: { roomId: RoomId; level: NotifyLevel }) => void
  'server:draining': (notice: DrainNotice) => void
  /** The connection ends after this; the client must sign in again. */
  'session:revoked': () => void
}
