// The types of our Socket.IO server, and its rooms: who hears what. Only feed/ emits to them.

import { hash } from 'node:crypto'
import type {
  Account,
  ClientToServerEvents,
  RoomId,
  ServerToClientEvents,
  User,
  UserId,
} from '@hubbub/shared'
import type { Server, Socket } from 'socket.io'

/** Between workers, over the adapter; may be lost. */
interface ServerToServerEvents {
  'presence:touched': (roomIds: readonly RoomId[]) => void
  'member:left': (userId: UserId, roomId: RoomId) => void
}

export interface SocketData {
  user: User
  account: Account
  sessionId: string
}

export type ChatServer = Server<ClientToServerEvents, ServerToClientEvents, ServerToServerEvents, SocketData>
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, ServerToServerEvents, SocketData>

/** Who follows a chat room. */
export function followersOf(roomId: RoomId): string {
  return `room:${roomId}`
}

/** All connections of one user. */
export function connectionsOf(userId: UserId): string {
  return `user:${userId}`
}

/** All connections of one session; the name must not give the session away. */
export function connectionsOfSession(sessionId: string): string {
  return `session:${hash('sha256', sessionId, 'base64url')}`
}
