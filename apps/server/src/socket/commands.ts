// Every command a client may give, each with its form, its limit and the rule that answers it.

import type {
  CreateRoom,
  JoinRoom,
  LeaveRoom,
  ListRooms,
  MarkRead,
  ReadHistory,
  SendMessage,
  SetTyping,
  UserId,
} from '@hubbub/shared'
import {
  CreateRoomSchema,
  JoinRoomSchema,
  LeaveRoomSchema,
  ListRoomsSchema,
  MarkReadSchema,
  ReadHistorySchema,
  SendMessageSchema,
  SetTypingSchema,
} from '@hubbub/shared/schemas'
import type { MarkReadRule } from '../chat/mark-read.js'
import type { MessageLog } from '../chat/ports.js'
import type { Listener, RoomRules } from '../chat/rooms.js'
import type { SendMessageRule } from '../chat/send-message.js'
import { type ChatSocket, followersOf } from '../sockets.js'
import { type Handle, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

/** Where commands that others should hear of are told; all of it may be lost. */
export interface Tell {
  typing(from: ChatSocket, roomId: SetTyping['roomId'], typing: boolean): void
  roomsChanged(from: ChatSocket): void
  memberLeft(userId: UserId, roomId: LeaveRoom['roomId']): void
  readMarked(from: ChatSocket, roomId: MarkRead['roomId'], seq: MarkRead['seq']): void
}

export function createCommands(deps: {
  handle: Handle
  rooms: RoomRules
  log: MessageLog
  sendMessage: SendMessageRule
  markRead: MarkReadRule
  tell: Tell
  messagesPer10s: number
}): (socket: ChatSocket, listener: Listener) => void {
  const { handle, rooms, log, sendMessage, markRead, tell, messagesPer10s } = deps
  const is = {
    listRooms: validator<ListRooms>(ListRoomsSchema),
    createRoom: validator<CreateRoom>(CreateRoomSchema),
    joinRoom: validator<JoinRoom>(JoinRoomSchema),
    leaveRoom: validator<LeaveRoom>(LeaveRoomSchema),
    readHistory: validator<ReadHistory>(ReadHistorySchema),
    sendMessage: validator<SendMessage>(SendMessageSchema),
    setTyping: validator<SetTyping>(SetTypingSchema),
    markRead: validator<MarkRead>(MarkReadSchema),
  }
  // A client that resumes joins all of its rooms at once, and again when its worker is replaced.
  const limits = {
    messages: createRateLimit(messagesPer10s, 10),
    joins: createRateLimit(400, 10),
    reads: createRateLimit(200, 10),
    // The dearest of all: it looks at every room on the page.
    lists: createRateLimit(30, 10),
    rooms: createRateLimit(20, 60),
    typing: createRateLimit(20, 10),
  }

  return function register(socket, listener) {
    const { user } = socket.data

    socket.on(
      'rooms:list',
      handle(socket, is.listRooms, limits.lists, request => rooms.list(user, request)),
    )
    socket.on(
      'room:history',
      handle(socket, is.readHistory, limits.reads, request => log.page(user.userId, request)),
    )
    socket.on(
      'message:send',
      handle(socket, is.sendMessage, limits.messages, command => sendMessage(user, command)),
    )
    socket.on(
      'room:create',
      handle(socket, is.createRoom, limits.rooms, async command => {
        const room = await rooms.create(user, command)
        tell.roomsChanged(socket)
        return room
      }),
    )
    socket.on(
      'room:join',
      handle(socket, is.joinRoom, limits.joins, async command => {
        const { answer, joinedNow } = await rooms.join(user, command, listener)
        if (joinedNow) tell.roomsChanged(socket)
        return answer
      }),
    )
    socket.on(
      'room:leave',
      handle(socket, is.leaveRoom, limits.joins, async ({ roomId }) => {
        await rooms.leave(user, roomId, listener)
        tell.memberLeft(user.userId, roomId)
        tell.roomsChanged(socket)
        return null
      }),
    )
    socket.on(
      'typing:set',
      handle(socket, is.setTyping, limits.typing, async ({ roomId, typing }) => {
        // Who does not follow the room is told nothing of it, and tells nothing to it.
        if (socket.rooms.has(followersOf(roomId))) tell.typing(socket, roomId, typing)
        return null
      }),
    )
    socket.on(
      'read:mark',
      handle(socket, is.markRead, limits.reads, async ({ roomId, seq }) => {
        tell.readMarked(socket, roomId, await markRead(user, roomId, seq))
        return null
      }),
    )

    // A command of a later version, or of nobody's: answered, so that no client waits for it.
    const known = new Set(socket.eventNames())
    const unknown = handle(socket, isNothing, limits.reads, async () => null)
    socket.onAny((event: string, ...args: unknown[]) => {
      if (!known.has(event)) unknown(...args)
    })
  }
}

function isNothing(_: unknown): _ is never {
  return false
}
