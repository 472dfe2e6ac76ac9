// What happens to one socket from connect to disconnect.

import { ChatError, type Epoch, type RoomId, type Seq, type UserId, type Welcome } from '@hubbub/shared'
import type { MayOperate } from '../chat/operators.js'
import type { Presence } from '../chat/presence.js'
import type { Listener } from '../chat/rooms.js'
import {
  type ChatServer,
  type ChatSocket,
  connectionsOf,
  connectionsOfSession,
  followersOf,
} from '../sockets.js'

/** The part of the room feed that a connection needs. */
export interface Follow {
  follow(roomId: RoomId): Promise<void>
  unfollow(roomId: RoomId): void
  answered(roomId: RoomId, epoch: Epoch, seq: Seq): void
}

/** @returns what ends the following of a room, of all connections that a user has here */
export function acceptConnections(options: {
  io: ChatServer
  feed: Follow
  presence: Presence
  place: Omit<Welcome, 'user' | 'operator'>
  mayOperate: MayOperate
  register: (socket: ChatSocket, listener: Listener) => void
}): (userId: UserId, roomId: RoomId) => void {
  const { io, feed, presence, place, mayOperate, register } = options
  const socketsIn = io.of('/').adapter.rooms
  const listeners = new Map<string, Listener>()

  io.on('connection', socket => {
    const { user, account, sessionId } = socket.data
    const followed = new Set<RoomId>()
    /** Rooms in which this connection counts as present. */
    const entered = new Set<RoomId>()

    const listener: Listener = {
      async follow(roomId) {
        if (!socket.connected) throw new ChatError('unavailable', 'The connection is gone.')
        const isNew = !followed.has(roomId)
        // Into the room before anything is waited for: the feed goes on as long as somebody is in it.
        socket.join(followersOf(roomId))
        followed.add(roomId)
        await feed.follow(roomId)
        return isNew
      },
      unfollow(roomId) {
        socket.leave(followersOf(roomId))
        leave(roomId)
      },
      answered: feed.answered,
      async enter(roomId) {
        // A connection that joins again, to resume, is present already.
        if (entered.has(roomId) || !followed.has(roomId)) return presence.look(roomId, user)
        entered.add(roomId)
        return presence.enter(roomId, user)
      },
    }

    socket.join(connectionsOfSession(sessionId))
    listeners.set(socket.id, listener)
    register(socket, listener)
    socket.on('disconnect', () => {
      // A client could leave the namespace, keep the connection, and come back on it when its session is long over.
      socket.conn.close()
      listeners.delete(socket.id)
      for (const roomId of [...followed]) leave(roomId)
    })
    // Socket.IO takes an event named `error` from a client for an error of the socket.
    socket.on('error', () => undefined)
    // Socket.IO's own advice: what was needed of the request is in `socket.data`, the rest is only memory.
    Object.assign(socket.conn, { request: null })
    socket.handshake.headers = {}
    socket.emit('server:welcome', { user, ...place, operator: mayOperate(account) })

    function leave(roomId: RoomId): void {
      if (!followed.delete(roomId)) return
      if (entered.delete(roomId)) presence.leave(roomId, user)
      if (!socketsIn.has(followersOf(roomId))) feed.unfollow(roomId)
    }
  })

  return function userLeft(userId, roomId) {
    for (const id of socketsIn.get(connectionsOf(userId)) ?? []) listeners.get(id)?.unfollow(roomId)
  }
}
