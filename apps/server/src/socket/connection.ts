// What happens to one socket from connect to disconnect.

import { setTimeout as delay } from 'node:timers/promises'
import {
  ChatError,
  type Epoch,
  ERRORS,
  type RoomId,
  type Seq,
  type User,
  type UserId,
  type Welcome,
} from '@hubbub/shared'
import type { MayOperate } from '../chat/operators.js'
import type { Rooms } from '../chat/ports.js'
import type { Presence } from '../chat/presence.js'
import type { Listener } from '../chat/rooms.js'
import type { Log } from '../log.js'
import {
  type ChatServer,
  type ChatSocket,
  connectionsOf,
  connectionsOfSession,
  followersOf,
} from '../sockets.js'

/** Between two questions to a Redis that cannot answer. */
const ASK_AGAIN_MS = 250

/** The part of the room feed that a connection needs. */
export interface Follow {
  follow(roomId: RoomId): Promise<void>
  unfollow(roomId: RoomId): void
  answered(roomId: RoomId, epoch: Epoch, seq: Seq): void
}

/** The place in the log of a room as far as which a connection was answered. */
interface Place {
  epoch: Epoch
  seq: Seq
}

/** What ends the following of a room, of connections here. */
export interface Followers {
  /** Of all that the user has, unless they are a member again. Resolves when that is known. */
  userLeft(userId: UserId, roomId: RoomId): Promise<void>
  /** The same, but for those that have joined again since the ban at that place. */
  userBanned(ban: Place & { userId: UserId; roomId: RoomId }): void
  /** Of whoever is no member: what was missed may have said so. Resolves when that is known, or nobody is there. */
  keepMembers(roomId: RoomId): Promise<void>
}

interface Connection extends Listener {
  readonly user: User
  /** null: not answered yet, or not followed. */
  answeredTo(roomId: RoomId): Place | null
}

export function acceptConnections(options: {
  io: ChatServer
  feed: Follow
  presence: Presence
  /** In the welcome. */
  told: Omit<Welcome, 'user' | 'operator'>
  mayOperate: MayOperate
  rooms: Pick<Rooms, 'membersAmong'>
  register: (socket: ChatSocket, listener: Listener) => void
  logger: Pick<Log, 'warn'>
}): Followers {
  const { io, feed, presence, told, mayOperate, rooms, register, logger } = options
  const socketsIn = io.of('/').adapter.rooms
  const connections = new Map<string, Connection>()

  io.on('connection', socket => {
    const { user, account, sessionId } = socket.data
    const followed = new Map<RoomId, Place | null>()
    /** Rooms in which this connection counts as present. */
    const entered = new Set<RoomId>()

    const listener: Connection = {
      user,
      answeredTo: roomId => followed.get(roomId) ?? null,
      async follow(roomId) {
        if (!socket.connected) throw new ChatError('unavailable', 'The connection is gone.')
        // Into the room before anything is waited for: the feed goes on as long as somebody is in it.
        socket.join(followersOf(roomId))
        if (!followed.has(roomId)) followed.set(roomId, null)
        await feed.follow(roomId)
      },
      unfollow(roomId) {
        socket.leave(followersOf(roomId))
        leave(roomId)
      },
      answered(roomId, epoch, seq) {
        // Somebody ended it while the log was read.
        if (!followed.has(roomId)) throw new ChatError('unavailable', 'The room is not followed any more.')
        followed.set(roomId, { epoch, seq })
        feed.answered(roomId, epoch, seq)
      },
      async enter(roomId) {
        // A connection that joins again, to resume, is present already.
        if (entered.has(roomId) || !followed.has(roomId)) return presence.look(roomId, user)
        entered.add(roomId)
        return presence.enter(roomId, user)
      },
    }

    socket.join(connectionsOfSession(sessionId))
    connections.set(socket.id, listener)
    register(socket, listener)
    socket.on('disconnect', () => {
      // A client could leave the namespace, keep the connection, and come back on it when its session is long over.
      socket.conn.close()
      connections.delete(socket.id)
      for (const roomId of [...followed.keys()]) leave(roomId)
    })
    // Socket.IO takes an event named `error` from a client for an error of the socket.
    socket.on('error', () => undefined)
    // Socket.IO's own advice: what was needed of the request is in `socket.data`, the rest is only memory.
    Object.assign(socket.conn, { request: null })
    socket.handshake.headers = {}
    socket.emit('server:welcome', { user, ...told, operator: mayOperate(account) })

    function leave(roomId: RoomId): void {
      if (!followed.delete(roomId)) return
      if (entered.delete(roomId)) presence.leave(roomId, user)
      if (!socketsIn.has(followersOf(roomId))) feed.unfollow(roomId)
    }
  })

  return {
    userLeft: (userId, roomId) => keepMembers(roomId, connectionsOf(userId)),
    userBanned({ userId, roomId, epoch, seq }) {
      for (const connection of connectionsIn(connectionsOf(userId))) {
        const answered = connection.answeredTo(roomId)
        // Whoever was answered beyond it has been let in again.
        if (answered?.epoch !== epoch || answered.seq < seq) connection.unfollow(roomId)
      }
    },
    keepMembers: roomId => keepMembers(roomId, followersOf(roomId)),
  }

  /** @param among whose following of the room ends that are no members */
  async function keepMembers(roomId: RoomId, among: string): Promise<void> {
    try {
      // As long as it takes: whoever is no member would hear the room until their connection ends.
      while (!(await unfollowStrangers(roomId, among))) await delay(ASK_AGAIN_MS, undefined, { ref: false })
    } catch (error) {
      logger.warn({ roomId, reason: String(error) }, 'strangers may hear a room')
    }
  }

  /** @returns false: Redis cannot say who is a member now */
  async function unfollowStrangers(roomId: RoomId, among: string): Promise<boolean> {
    const asked = connectionsIn(among).map(connection => ({
      connection,
      answered: connection.answeredTo(roomId),
    }))
    if (asked.length === 0) return true
    const userIds = new Set(asked.map(({ connection }) => connection.user.userId))
    const members = await rooms.membersAmong(roomId, [...userIds]).catch(nullWhenRetryable)
    if (members === null) return false
    const isMember = new Set(members)
    for (const { connection, answered } of asked) {
      const hasJoinedSince = connection.answeredTo(roomId) !== answered
      if (!isMember.has(connection.user.userId) && !hasJoinedSince) connection.unfollow(roomId)
    }
    return true
  }

  function connectionsIn(room: string): Connection[] {
    return [...(socketsIn.get(room) ?? [])].flatMap(id => connections.get(id) ?? [])
  }
}

function nullWhenRetryable(error: unknown): null {
  if (error instanceof ChatError && ERRORS[error.code].retryable) return null
  throw error
}
