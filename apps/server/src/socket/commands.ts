// Every command a client may give, each with its form, its limit and the rule that answers it.

import type {
  ChangeMessage,
  CreateRoom,
  JoinRoom,
  LeaveRoom,
  ListRooms,
  MarkRead,
  PinMessage,
  ReactToMessage,
  ReadHistory,
  SearchRoom,
  SendMessage,
  SetNotifyLevel,
  SetTopic,
  SetTyping,
  User,
  UserId,
} from '@hubbub/shared'
import {
  ChangeMessageSchema,
  CreateRoomSchema,
  JoinRoomSchema,
  LeaveRoomSchema,
  ListRoomsSchema,
  MarkReadSchema,
  PinMessageSchema,
  ReactToMessageSchema,
  ReadHistorySchema,
  SearchRoomSchema,
  SendMessageSchema,
  SetNotifyLevelSchema,
  SetTopicSchema,
  SetTypingSchema,
} from '@hubbub/shared/schemas'
import type { ChangeRules } from '../chat/change-message.js'
import type { MarkReadRule } from '../chat/mark-read.js'
import type { ModerationRules } from '../chat/moderation.js'
import type { MayOperate } from '../chat/operators.js'
import type { MessageLog } from '../chat/ports.js'
import type { Listener, RoomRules } from '../chat/rooms.js'
import { searchRoom } from '../chat/search-room.js'
import type { SendMessageRule } from '../chat/send-message.js'
import type { SetNotifyLevelRule } from '../chat/set-notify-level.js'
import { type ChatSocket, followersOf } from '../sockets.js'
import { type AnswerCounter, countAnswer } from './count-answers.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

/** Where commands that others should hear of are told; all of it may be lost. */
export interface Tell {
  typing(from: ChatSocket, roomId: SetTyping['roomId'], typing: boolean): void
  roomsChanged(from: ChatSocket): void
  roomsChangedOf(userId: UserId): void
  memberLeft(userId: UserId, roomId: LeaveRoom['roomId']): void
  readMarked(from: ChatSocket, mark: MarkRead): void
  notifyChanged(from: ChatSocket, change: SetNotifyLevel): void
}

/** The connection that a command came over. */
export interface Caller {
  readonly socket: ChatSocket
  readonly user: User
  readonly listener: Listener
  /** Whether this user moderates every room that they are a member of. */
  readonly moderatesAll: boolean
}

export function createCommands(deps: {
  handle: Handle
  rooms: RoomRules
  log: MessageLog
  sendMessage: SendMessageRule
  changes: ChangeRules
  moderation: Pick<ModerationRules, 'mayType'>
  markRead: MarkReadRule
  setNotifyLevel: SetNotifyLevelRule
  tell: Tell
  messagesPer10s: number
  counter: AnswerCounter
  /** Those of `people-commands.ts`, `reading-commands.ts`, `moderation-commands.ts` and `webhook-commands.ts`. */
  moreCommands: ReadonlyMap<string, Handler<Caller>>
  /** Commands that only operators have. */
  operatorCommands: ReadonlyMap<string, Handler<Caller>>
  mayOperate: MayOperate
  moderatesAll: MayOperate
}): (socket: ChatSocket, listener: Listener) => void {
  const {
    handle,
    rooms,
    log,
    sendMessage,
    changes,
    moderation,
    markRead,
    setNotifyLevel,
    tell,
    messagesPer10s,
    counter,
    moreCommands,
    operatorCommands,
    mayOperate,
    moderatesAll,
  } = deps
  const is = {
    listRooms: validator<ListRooms>(ListRoomsSchema),
    createRoom: validator<CreateRoom>(CreateRoomSchema),
    joinRoom: validator<JoinRoom>(JoinRoomSchema),
    leaveRoom: validator<LeaveRoom>(LeaveRoomSchema),
    readHistory: validator<ReadHistory>(ReadHistorySchema),
    searchRoom: validator<SearchRoom>(SearchRoomSchema),
    sendMessage: validator<SendMessage>(SendMessageSchema),
    changeMessage: validator<ChangeMessage>(ChangeMessageSchema),
    reactToMessage: validator<ReactToMessage>(ReactToMessageSchema),
    pinMessage: validator<PinMessage>(PinMessageSchema),
    setTopic: validator<SetTopic>(SetTopicSchema),
    setTyping: validator<SetTyping>(SetTypingSchema),
    markRead: validator<MarkRead>(MarkReadSchema),
    setNotifyLevel: validator<SetNotifyLevel>(SetNotifyLevelSchema),
  }
  // A client that resumes joins all of its rooms at once, and again when its worker is replaced.
  const limits = {
    messages: createRateLimit(messagesPer10s, 10),
    joins: createRateLimit(400, 10),
    reads: createRateLimit(200, 10),
    // Each reads as much as ten pages of history.
    searches: createRateLimit(30, 10),
    // The most expensive of all: it looks at every room on the page.
    lists: createRateLimit(30, 10),
    rooms: createRateLimit(20, 60),
    // Each writes an entry, as the join before it did: whoever comes and goes must not fill a log.
    leaves: createRateLimit(60, 60),
    typing: createRateLimit(20, 10),
  }

  // One for all sockets: what a connection costs must not grow with the number of commands.
  const handlers = new Map<string, Handler<Caller>>([
    ...moreCommands,
    [
      'rooms:list',
      handle(is.listRooms, limits.lists, (request, { user }: Caller) => rooms.list(user, request)),
    ],
    [
      'room:history',
      handle(is.readHistory, limits.reads, (request, { user }: Caller) => log.page(user.userId, request)),
    ],
    [
      'room:search',
      handle(is.searchRoom, limits.searches, (request, { user }: Caller) =>
        searchRoom(log, user.userId, request),
      ),
    ],
    [
      'message:send',
      handle(is.sendMessage, limits.messages, (command, { user, moderatesAll }: Caller) =>
        sendMessage(user, command, moderatesAll),
      ),
    ],
    [
      'message:change',
      handle(is.changeMessage, limits.messages, (command, { user }: Caller) => changes.change(user, command)),
    ],
    [
      'message:react',
      handle(is.reactToMessage, limits.messages, (command, { user }: Caller) => changes.react(user, command)),
    ],
    [
      'message:pin',
      handle(is.pinMessage, limits.messages, (command, { user }: Caller) => changes.pin(user, command)),
    ],
    [
      'room:set-topic',
      handle(is.setTopic, limits.messages, (command, { user }: Caller) => changes.setTopic(user, command)),
    ],
    [
      'room:create',
      handle(is.createRoom, limits.rooms, async (command, { socket, user }: Caller) => {
        const room = await rooms.create(user, command)
        tell.roomsChanged(socket)
        return room
      }),
    ],
    [
      'room:join',
      handle(is.joinRoom, limits.joins, async (command, caller: Caller) => {
        const { socket, listener } = caller
        const { answer, joinedNow } = await rooms.join(caller, command, listener)
        if (joinedNow) tell.roomsChanged(socket)
        return answer
      }),
    ],
    [
      'room:leave',
      handle(is.leaveRoom, limits.leaves, async ({ roomId }, { socket, user, listener }: Caller) => {
        await rooms.leave(user, roomId, listener)
        tell.memberLeft(user.userId, roomId)
        tell.roomsChanged(socket)
        return null
      }),
    ],
    [
      'typing:set',
      handle(is.setTyping, limits.typing, async ({ roomId, typing }, { socket, user }: Caller) => {
        // Who does not follow the room is told nothing of it, and tells nothing to it.
        if (!socket.rooms.has(followersOf(roomId))) return null
        if (await moderation.mayType(roomId, user.userId)) tell.typing(socket, roomId, typing)
        return null
      }),
    ],
    [
      'read:mark',
      handle(is.markRead, limits.reads, async (command, { socket, user }: Caller) => {
        tell.readMarked(socket, { ...command, seq: await markRead(user, command) })
        return null
      }),
    ],
    [
      'room:notify',
      handle(is.setNotifyLevel, limits.reads, async (command, { socket, user }: Caller) => {
        await setNotifyLevel(user, command.roomId, command.level)
        tell.notifyChanged(socket, command)
        return null
      }),
    ],
  ])
  // A command of a later version, or of nobody's: answered, so that no client waits for it. Counted with all others only.
  const unknown = handle(
    isNothing,
    async () => undefined,
    async () => null,
  )

  return function register(socket, listener) {
    const { user, account } = socket.data
    const caller: Caller = { socket, user, listener, moderatesAll: moderatesAll(account) }
    const isOperator = mayOperate(account)
    socket.onAny((event: string, ...args: unknown[]) => {
      if (!socket.connected) return
      const handler = handlers.get(event) ?? (isOperator ? operatorCommands.get(event) : undefined)
      // Only known commands are counted by their names, so that these are few.
      if (handler) handler(caller, countAnswer(counter, event, args))
      else unknown(caller, args)
    })
  }
}

function isNothing(_: unknown): _ is never {
  return false
}
