// A client of Hubbub without a DOM: what the browser, bots, the load test and the fault test run on.

import type {
  Account,
  ClientMessageId,
  NotifyLevel,
  RoomDirectory,
  RoomId,
  RoomSummary,
  Seq,
  UserId,
} from '@hubbub/shared'
import { type Clock, systemClock } from './clock.js'
import { type ConnectionStatus, createConnection } from './connection.js'
import type { OpenLink, Transport } from './link.js'
import { createMessageCommands, type MessageCommands } from './message-commands.js'
import { createMustLink } from './must-link.js'
import { newClientMessageId } from './new-key.js'
import type { ChatObserver } from './observer.js'
import { createOperatorCommands, type OperatorCommands } from './operator-commands.js'
import { createOutbox } from './outbox.js'
import type { OutboxStorage } from './outbox-storage.js'
import type { Extras } from './outgoing.js'
import { createPeopleCommands, type PeopleCommands } from './people-commands.js'
import { createPushCommands, type PushCommands } from './push-commands.js'
import type { Removal } from './removals.js'
import { createRoom, type RoomView } from './room.js'
import { createRoomLinks } from './room-links.js'
import type { RoomReader } from './room-reader.js'
import { createRooms } from './rooms.js'
import { createSnapshots } from './snapshots.js'
import { createSocketLinks } from './socket-link.js'
import { createWebhookCommands, type WebhookCommands } from './webhook-commands.js'

/** A snapshot; a new object after each change, so that it can be compared by identity. */
export interface ChatState {
  connection: ConnectionStatus
  /** Joined rooms by id; empty until the first list arrived (`roomsLoaded`). */
  rooms: ReadonlyMap<RoomId, RoomView>
  roomsLoaded: boolean
  /** The user's own rooms that are not joined yet; once all were asked for, those that cannot be right now. */
  roomsAwaited: ReadonlySet<RoomId>
  /** Rooms that this user was removed from, and is not in again, until `forgetRemoval`. */
  removals: readonly Removal[]
  /** Whether the server said that this account may watch and operate the cluster. */
  isOperator: boolean
  /** Bytes that a file may have; null while it is not known, or when the server takes none. */
  fileMaxBytes: number | null
}

export interface ChatClientOptions {
  /** Origin of the server, e.g. `https://chat.example.com`; in a browser, `location.origin`. */
  url: string
  account: Account
  /** Where unacked messages survive a reload. */
  storage: OutboxStorage
  /** Extra request headers; Node only (a browser sends its own cookie). */
  headers?: Readonly<Record<string, string>>
  /** The address of this machine that WebSockets are opened from; Node only. */
  localAddress?: string
  /** In the order in which they are tried; by default WebSocket, then polling. */
  transports?: readonly Transport[]
  observer?: ChatObserver
  /** For bots: keep only about so many of the newest entries per room. By default all that came are kept. */
  keepEntries?: number
  /** Milliseconds since 1970. */
  now?: () => number
  /** 0 ≤ x < 1. */
  random?: () => number
}

export interface ChatClient extends MessageCommands, PeopleCommands, PushCommands, WebhookCommands {
  getState(): ChatState
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void

  start(): void
  /** Closes the connection; unacked messages stay in the storage. */
  stop(): void
  /** The same for an account that has ended: nothing of it stays in the storage. */
  end(): void
  /** A hint: a connection is opened anew at once; the state says `offline` until it stands. */
  setOnline(online: boolean): void

  /**
   * Queues a message, maybe as the answer to another or with files that the server has; it shows in `outgoing` at once and is
   * retried until the server accepts or refuses it.
   * @throws CommandFailed too_long, or what the storage throws when it is full; the message is not queued then
   */
  send(roomId: RoomId, text: string, extras?: Extras): void
  /** Puts a refused message in the queue again, under a new key. @throws what the storage throws; it stays refused then */
  retry(roomId: RoomId, clientMessageId: string, withFiles?: boolean): void
  /** Forgets a message that was refused, or that waits and cannot have arrived. */
  discard(roomId: RoomId, clientMessageId: string): void

  /** Whether a joined room can be asked at once, to be read with each state: right after a reconnect it can not yet. */
  isReachable(roomId: RoomId): boolean
  /** @throws CommandFailed */
  listRooms(after?: RoomId): Promise<RoomDirectory>
  /** Makes a room and joins it; into a private one others come by `invite` only. @throws CommandFailed */
  createRoom(name: string, isPrivate?: boolean): Promise<RoomSummary>
  /** The conversation with somebody, made if need be, and joined. @throws CommandFailed */
  openDirect(userId: UserId): Promise<RoomId>
  /** @throws CommandFailed */
  joinRoom(roomId: RoomId): Promise<void>
  /** @throws CommandFailed */
  leaveRoom(roomId: RoomId): Promise<void>
  /** Somebody has read that they were removed from the room. */
  forgetRemoval(roomId: RoomId): void
  /** Reads a page, of PAGE_MAX_ENTRIES at most, before the oldest entry held, unless there is none or a read is under way. */
  loadOlder(roomId: RoomId, limit?: number): Promise<void>
  /** Call on each key stroke; says so to the server as often as needed, and once when typing ends. */
  setTyping(roomId: RoomId, typing: boolean): void
  /** Moves forward only; to read a message and what follows it once more, it is marked as unread. */
  markRead(roomId: RoomId, seq: Seq): void
  markUnread(roomId: RoomId, from: Seq): void
  /** What was read within the last second is told at once instead of together: the user may be about to leave. */
  tellReadNow(): void
  /** Of what in a room the user wants to be told, on all devices. @throws CommandFailed */
  setNotifyLevel(roomId: RoomId, level: NotifyLevel): Promise<void>

  /** For `searchRooms` and `readPinned`. */
  readonly reader: RoomReader
  readonly operator: OperatorCommands
}

export function createChatClient(options: ChatClientOptions): ChatClient {
  const clock = systemClock(options.now)
  const { url, headers, localAddress } = options
  return assembleChatClient(options, {
    clock,
    newKey: newClientMessageId,
    openLink: createSocketLinks({ url, headers, localAddress, clock }),
  })
}

/** The parts of a client put together, for tests that bring their own time and links. */
export function assembleChatClient(
  { account, storage, observer = {}, random = Math.random, keepEntries, ...options }: ChatClientOptions,
  { clock, openLink, newKey }: { clock: Clock; openLink: OpenLink; newKey: () => ClientMessageId },
): ChatClient {
  const { userId } = account
  const time = { clock, random }
  const snapshots = createSnapshots<ChatState>(() => ({
    connection: connection.status(),
    rooms: rooms.views(),
    roomsLoaded: rooms.areLoaded(),
    roomsAwaited: rooms.awaited(),
    removals: rooms.removals.list().filter(({ room }) => !rooms.get(room.roomId)?.view()),
    isOperator: connection.isOperator(),
    fileMaxBytes: connection.fileMaxBytes(),
  }))

  const currentLink = () => connection.current()
  const mustLink = createMustLink(currentLink)
  const find = (roomId: RoomId) => rooms.get(roomId)
  const { subscribe } = snapshots
  const { ask, linkOf, nextLink } = createRoomLinks({ find, currentLink, subscribe, random })
  const timelineOf = (roomId: RoomId) => find(roomId)?.view()?.timeline ?? null
  const outbox = createOutbox({
    userId,
    storage,
    ...time,
    newKey,
    linkOf,
    acked: (roomId, clientMessageId, receipt) => observer.acked?.(roomId, clientMessageId, receipt),
    sendFailed(roomId, clientMessageId, failure) {
      observer.sendFailed?.(roomId, clientMessageId, failure)
      rooms.get(roomId)?.sendFailed(failure)
    },
    changed: roomId => rooms.get(roomId)?.changed(),
  })
  const rooms = createRooms({
    outbox,
    random,
    mustLink,
    createRoom: room =>
      createRoom({ ...room, ...time, userId, observer, keepEntries, outbox: outbox.room(room.roomId) }),
    currentLink,
    changed: snapshots.changed,
  })
  const connection = createConnection({
    userId,
    openLink,
    transports: options.transports ?? ['websocket', 'polling'],
    ...time,
    facts: rooms.facts,
    joinRooms: rooms.joinAll,
    statusChanged: snapshots.changed,
    observer,
  })

  function stop() {
    connection.stop()
    rooms.stop()
    outbox.stop()
  }

  return {
    getState: snapshots.current,
    subscribe,
    start: connection.start,
    stop,
    end() {
      stop()
      outbox.forget()
    },
    setOnline: connection.setOnline,
    send(roomId, text, extras) {
      outbox.room(roomId).send(text, extras)
      rooms.get(roomId)?.setTyping(false)
    },
    retry: (roomId, clientMessageId, withFiles) => outbox.room(roomId).retry(clientMessageId, withFiles),
    discard: (roomId, clientMessageId) => outbox.room(roomId).discard(clientMessageId),
    ...createMessageCommands({ ask, newKey }),
    ...createWebhookCommands({ ask, newKey }),
    ...createPeopleCommands(mustLink, find),
    ...createPushCommands(mustLink),
    isReachable: roomId => linkOf(roomId) !== null,
    listRooms: rooms.list,
    createRoom: rooms.create,
    openDirect: rooms.openDirect,
    joinRoom: rooms.join,
    leaveRoom: rooms.leave,
    forgetRemoval: rooms.removals.forget,
    loadOlder: async (roomId, limit) => rooms.get(roomId)?.log.loadOlder(limit),
    setTyping: (roomId, typing) => rooms.get(roomId)?.setTyping(typing),
    markRead: (roomId, seq) => rooms.get(roomId)?.markRead(seq),
    markUnread: (roomId, from) => rooms.get(roomId)?.markUnread(from),
    tellReadNow: rooms.tellReadNow,
    async setNotifyLevel(roomId, level) {
      const link = linkOf(roomId) ?? (await nextLink(roomId))
      await link.command('room:notify', { roomId, level })
      rooms.get(roomId)?.notifyChanged(link, level)
    },
    reader: {
      linkOf,
      isIn: roomId => find(roomId) !== undefined,
      timelineOf,
      areAsked: rooms.areAsked,
      random,
    },
    operator: createOperatorCommands(mustLink, newKey),
  }
}
