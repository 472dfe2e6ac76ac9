// The types of our Socket.IO server, and its rooms: who hears what. Only feed/ emits to them.

import { hash } from 'node:crypto'
import type {
  ClientToServerEvents,
  RoomId,
  ServerToClientEvents,
  TypingChange,
  User,
  UserId,
  WorkerPlace,
} from '@hubbub/shared'
import type { Server, Socket } from 'socket.io'
import type { Operation, OperationOutcome, Session, Watched, WatchedSeen } from './chat/ports.js'

/** Between workers, over the adapter; may be lost. */
interface ServerToServerEvents {
  'presence:touched': (roomIds: readonly RoomId[]) => void
  'member:left': (userId: UserId, roomId: RoomId) => void
  'typing:told': (change: TypingChange) => void
  'worker:operate': (operation: Operation) => void
  'worker:operated': (operationId: string, outcome: OperationOutcome) => void
  'trace:watch': (watched: Watched) => void
  /** This worker has followers of the room and looks out. */
  'trace:watching': (traceId: string, place: WorkerPlace) => void
  'trace:seen': (seen: WatchedSeen) => void
}

export interface SocketData extends Session {
  user: User
  /** When the session would end if nobody touched it, by a clock that never goes back; undefined until that was asked. */
  sessionEndsAt?: number
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
