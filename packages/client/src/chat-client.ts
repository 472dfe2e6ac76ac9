// A client of Hubbub without a DOM: what the browser, bots, the load test and the fault test run on.

import type {
  Account,
  ErrorCode,
  RoomDirectory,
  RoomId,
  RoomPresence,
  RoomSummary,
  Seq,
  User,
} from '@hubbub/shared'
import type { OutboxStorage, Outgoing } from './outbox.js'
import type { Timeline } from './timeline.js'

export type ConnectionStatus =
  | { state: 'connecting' }
  | { state: 'connected'; node: string; worker: string }
  /** The connection was lost; the next attempt is under way or due. */
  | { state: 'reconnecting'; attempt: number }
  /** The machine itself is offline (told by the embedder through `setOnline`). */
  | { state: 'offline' }
  /** The session has ended: sign in again and make a new client. */
  | { state: 'signed-out' }
  /** The server speaks another protocol version: load a newer client. */
  | { state: 'outdated' }
  | { state: 'stopped' }

/** What a person sees of one joined room. Replaced, never changed in place. */
export interface RoomView {
  room: RoomSummary
  timeline: Timeline
  /** Messages not yet in the log, in the order they were written. */
  outgoing: readonly Outgoing[]
  presence: RoomPresence
  /** Other users typing now. */
  typing: readonly User[]
  /** How far this user has read, on any device. */
  readSeq: Seq
  /** Messages by others after `readSeq` among those held. */
  unread: number
  /** Whether there are more unread ones than those held. */
  unreadIsAtLeast: boolean
  loadingOlder: boolean
}

/** A snapshot; a new object after each change, so that it can be compared by identity. */
export interface ChatState {
  connection: ConnectionStatus
  /** Joined rooms by id; empty until the first list arrived (`roomsLoaded`). */
  rooms: ReadonlyMap<RoomId, RoomView>
  roomsLoaded: boolean
}

export interface ChatClientOptions {
  /** Origin of the server, e.g. `https://chat.example.com`; in a browser, `location.origin`. */
  url: string
  account: Account
  /** Where unacked messages survive a reload. */
  storage: OutboxStorage
  /** Extra request headers; Node only (a browser sends its own cookie). */
  headers?: Readonly<Record<string, string>>
  transports?: readonly ('polling' | 'websocket')[]
  /** Milliseconds since 1970. */
  now?: () => number
  /** 0 ≤ x < 1. */
  random?: () => number
}

export interface ChatClient {
  getState(): ChatState
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void

  start(): void
  /** Closes the connection; unacked messages stay in the storage. */
  stop(): void
  setOnline(online: boolean): void

  /** Queues a message; it shows in `outgoing` at once and is retried until the server accepts or refuses it. */
  send(roomId: RoomId, text: string): void
  /** Puts a refused message in the queue again, under a new key. */
  retry(roomId: RoomId, clientMessageId: string): void
  /** Forgets a refused message. */
  discard(roomId: RoomId, clientMessageId: string): void

  /** @throws CommandFailed */
  listRooms(after?: RoomId): Promise<RoomDirectory>
  /** Makes a room and joins it. @throws CommandFailed */
  createRoom(name: string): Promise<RoomSummary>
  /** @throws CommandFailed */
  joinRoom(roomId: RoomId): Promise<void>
  /** @throws CommandFailed */
  leaveRoom(roomId: RoomId): Promise<void>
  /** Reads the page before the oldest entry held; does nothing when there is none or a read is under way. */
  loadOlder(roomId: RoomId): Promise<void>
  /** Call on each key stroke; says so to the server as often as needed, and once when typing ends. */
  setTyping(roomId: RoomId, typing: boolean): void
  /** Moves forward only. */
  markRead(roomId: RoomId, seq: Seq): void
}

/** A command that the server refused, or that got no answer in time (`code: 'unavailable'`). */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly retryable: boolean,
    readonly retryAfterMs?: number,
  ) {
    super(message)
  }
}
