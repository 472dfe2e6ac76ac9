// What may be lost, over the Socket.IO Redis adapter: typing, presence, read marks, changes of one's own rooms,
// revoked sessions. Whatever must not be missed has a second way (the log, the leases, the sweep of sessions).

import type { RoomId, Seq, User, UserId } from '@hubbub/shared'
import { createAdapter } from '@socket.io/redis-adapter'
import type { Cluster, Redis } from 'ioredis'
import type { PresenceSignals } from '../chat/ports.js'
import type { Log } from '../log.js'
import type { Keys } from '../redis/keys.js'
import {
  type ChatServer,
  type ChatSocket,
  connectionsOf,
  connectionsOfSession,
  followersOf,
} from '../sockets.js'

export interface Signals extends PresenceSignals {
  typing(from: ChatSocket, roomId: RoomId, typing: boolean): void
  roomsChanged(from: ChatSocket): void
  readMarked(from: ChatSocket, roomId: RoomId, seq: Seq): void
  /** No connection of the user, here or on another worker, follows the room any more. */
  memberLeft(userId: UserId, roomId: RoomId): void
  /** Ends the session's connections on every node. */
  sessionRevoked(sessionId: string): void
}

/** What other workers tell this one. */
export interface SignalListeners {
  presenceTouched(roomIds: readonly RoomId[]): void
  memberLeft(userId: UserId, roomId: RoomId): void
}

export function createSignals(io: ChatServer, listeners: SignalListeners): Signals {
  io.on('presence:touched', listeners.presenceTouched)
  io.on('member:left', listeners.memberLeft)
  return {
    typing(from, roomId, typing) {
      const user: User = from.data.user
      from.to(followersOf(roomId)).volatile.emit('typing:changed', { roomId, user, typing })
    },
    roomsChanged(from) {
      from.to(connectionsOf(from.data.user.userId)).emit('rooms:changed')
    },
    readMarked(from, roomId, seq) {
      from.to(connectionsOf(from.data.user.userId)).emit('read:marked', { roomId, seq })
    },
    memberLeft(userId, roomId) {
      listeners.memberLeft(userId, roomId)
      io.serverSideEmit('member:left', userId, roomId)
    },
    sessionRevoked(sessionId) {
      const connections = io.in(connectionsOfSession(sessionId))
      connections.emit('session:revoked')
      connections.disconnectSockets(true)
    },
    presenceTouched(roomIds) {
      io.serverSideEmit('presence:touched', roomIds)
    },
  }
}

/**
 * The stock adapter, with a publisher that cannot end the process: the adapter drops the promise of `publish`, so that
 * a Redis outage would otherwise be an unhandled rejection.
 */
export function createGuardedAdapter(
  publisher: Redis | Cluster,
  subscriber: Redis | Cluster,
  keys: Keys,
  logger: Log,
  lost: () => void = () => undefined,
) {
  const guarded = new Proxy(publisher, {
    get(target, name) {
      if (name === 'publish') return publish
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return createAdapter(guarded, subscriber, { key: keys.adapter })

  async function publish(channel: string, message: string | Buffer): Promise<number> {
    try {
      return await publisher.publish(channel, message)
    } catch (error) {
      logger.debug({ reason: String(error) }, 'signal lost')
      lost()
      return 0
    }
  }
}
