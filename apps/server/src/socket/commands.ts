// Every command a client may give, each with its form, its limit and the rule that answers it.

import type { LeaveRoom, MarkRead, SetNotifyLevel, SetTyping, UserId } from '@hubbub/shared'
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
  RenameRoomSchema,
  SearchRoomSchema,
  SendMessageSchema,
  SetNotifyLevelSchema,
  SetTopicSchema,
  SetTypingSchema,
} from '@hubbub/shared/schemas'
import Type from 'typebox'
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
import type { Caller, Handle, Handler } from './handle.js'
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
  /** Those of the other `*-commands.ts` here but the operators'. */
  moreCommands: ReadonlyMap<string, Handler>
  /** Commands that only operators have. */
  operatorCommands: ReadonlyMap<string, Handler>
  /** … and only those that the settings name. */
  adminCommands: ReadonlyMap<string, Handler>
  mayOperate: MayOperate
  isAdmin: MayOperate
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
    adminCommands,
    mayOperate,
    isAdmin,
  } = deps
  const limits = {
    messages: createRateLimit(messagesPer10s, 10),
    // A client that connects joins all of its rooms, and all of them again when its worker is replaced.
    joins: createRateLimit(400, 10),
    reads: createRateLimit(200, 10),
    // Each reads as much as ten pages of history.
    searches: createRateLimit(30, 10),
    // The most expensive of all: it looks at every room on the page.
    lists: createRateLimit(30, 10),
    rooms: createRateLimit(20, 60),
    renames: createRateLimit(20, 60),
    // Each writes an entry, as the join before it did: whoever comes and goes must not fill a log.
    leaves: createRateLimit(60, 60),
    typing: createRateLimit(20, 10),
  }

  // One for all sockets: what a connection costs must not grow with the number of commands.
  const handlers = new Map([
    ...moreCommands,
    ['rooms:list', handle(ListRoomsSchema, limits.lists, (request, { user }) => rooms.list(user, request))],
    [
      'room:history',
      handle(ReadHistorySchema, limits.reads, (request, { user }) => log.page(user.userId, request)),
    ],
    [
      'room:search',
      handle(SearchRoomSchema, limits.searches, (request, { user }) => searchRoom(log, user.userId, request)),
    ],
    [
      'message:send',
      handle(SendMessageSchema, limits.messages, (command, { user, moderatesAll }) =>
        sendMessage(user, command, moderatesAll),
      ),
    ],
    [
      'message:change',
      handle(ChangeMessageSchema, limits.messages, (command, caller) => changes.change(caller, command)),
    ],
    [
      'message:react',
      handle(ReactToMessageSchema, limits.messages, (command, { user }) => changes.react(user, command)),
    ],
    [
      'message:pin',
      handle(PinMessageSchema, limits.messages, (command, { user }) => changes.pin(user, command)),
    ],
    [
      'room:set-topic',
      handle(SetTopicSchema, limits.messages, (command, { user }) => changes.setTopic(user, command)),
    ],
    [
      'room:rename',
      handle(RenameRoomSchema, limits.renames, (command, caller) => changes.rename(caller, command)),
    ],
    [
      'room:create',
      handle(CreateRoomSchema, limits.rooms, async (command, { socket, user }) => {
        const room = await rooms.create(user, command)
        tell.roomsChanged(socket)
        return room
      }),
    ],
    [
      'room:join',
      handle(JoinRoomSchema, limits.joins, async (command, caller) => {
        const { socket, listener } = caller
        const { answer, joinedNow } = await rooms.join(caller, command, listener)
        if (joinedNow) tell.roomsChanged(socket)
        return answer
      }),
    ],
    [
      'room:leave',
      handle(LeaveRoomSchema, limits.leaves, async ({ roomId }, { socket, user, listener }) => {
        await rooms.leave(user, roomId, listener)
        tell.memberLeft(user.userId, roomId)
        tell.roomsChanged(socket)
        return null
      }),
    ],
    [
      'typing:set',
      handle(SetTypingSchema, limits.typing, async ({ roomId, typing }, { socket, user }) => {
        // Who does not follow the room is told nothing of it, and tells nothing to it.
        if (!socket.rooms.has(followersOf(roomId))) return null
        if (await moderation.mayType(roomId, user.userId)) tell.typing(socket, roomId, typing)
        return null
      }),
    ],
    [
      'read:mark',
      handle(MarkReadSchema, limits.reads, async (command, { socket, user }) => {
        tell.readMarked(socket, { ...command, seq: await markRead(user, command) })
        return null
      }),
    ],
    [
      'room:notify',
      handle(SetNotifyLevelSchema, limits.reads, async (command, { socket, user }) => {
        await setNotifyLevel(user, command.roomId, command.level)
        tell.notifyChanged(socket, command)
        return null
      }),
    ],
  ])
  // A command of a later version, or of nobody's: answered, so that no client waits for it. Counted with all others only.
  const unknown = handle(
    Type.Never(),
    async () => undefined,
    async () => null,
  )

  return function register(socket, listener) {
    const { user, account } = socket.data
    const moderatesAll = isAdmin(account)
    const caller: Caller = { socket, user, listener, moderatesAll }
    const isOperator = mayOperate(account)
    socket.onAny((event: string, ...args: unknown[]) => {
      if (!socket.connected) return
      const handler =
        handlers.get(event) ??
        (isOperator ? operatorCommands.get(event) : undefined) ??
        (moderatesAll ? adminCommands.get(event) : undefined)
      // Only known commands are counted by their names, so that these are few.
      if (handler) handler(caller, countAnswer(counter, event, args))
      else unknown(caller, args)
    })
  }
}
