// What may be lost, over the Socket.IO Redis adapter: typing, presence, read marks, levels of notification, changes of one's own rooms,
// revoked sessions. Whatever must not be missed has a second way (the log, the leases, the sweep of sessions).

import type { MarkRead, NotifyLevel, RoomId, TypingChange, UserId } from '@hubbub/shared'
import { createAdapter } from '@socket.io/redis-adapter'
import type { Cluster, Redis } from 'ioredis'
import type { PresenceSignals, Session } from '../chat/ports.js'
import type { Log } from '../log.js'
import type { Keys } from '../redis/keys.js'
import {
  type ChatServer,
  type ChatSocket,
  connectionsOf,
  connectionsOfSession,
  followersOf,
} from '../sockets.js'

/** With more followers of a room on this worker, telling of each who types would cost more than the messages. */
const TYPING_FREELY_UP_TO = 100
/** In such a room one of them is told of in this time; in a very large one, in as much per follower if that is longer. */
const TYPING_REST_MS = 1_000
const TYPING_REST_PER_FOLLOWER_MS = 1

export interface Signals extends PresenceSignals {
  typing(from: ChatSocket, roomId: RoomId, typing: boolean): void
  roomsChanged(from: ChatSocket): void
  /** The same, changed by somebody else. */
  roomsChangedOf(userId: UserId): void
  readMarked(from: ChatSocket, mark: MarkRead): void
  notifyChanged(from: ChatSocket, change: { roomId: RoomId; level: NotifyLevel }): void
  /** No connection of the user, here or on another worker, follows the room any more. */
  memberLeft(userId: UserId, roomId: RoomId): void
  /** Ends the session's connections on every node. */
  sessionRevoked(sessionId: string): void
  /** Ends the connections of all other sessions of the same account, on every node. */
  otherSessionsRevoked(spared: Session): void
}

/** What this worker is to do about a signal, its own or another worker's. */
export interface SignalListeners {
  presenceTouched(roomIds: readonly RoomId[]): void
  /** @param from the socket that said it, when it is one of this worker's */
  typing(change: TypingChange, from?: string): void
  memberLeft(userId: UserId, roomId: RoomId): void
}

export function createSignals(io: ChatServer, listeners: SignalListeners): Signals {
  const { rooms } = io.of('/').adapter
  const toldOfTyping = new Set<RoomId>()
  io.on('presence:touched', listeners.presenceTouched)
  io.on('member:left', listeners.memberLeft)
  io.on('typing:told', change => listeners.typing(change))
  return {
    typing(from, roomId, typing) {
      if (!mayTellTyping(roomId)) return
      const change: TypingChange = { roomId, user: from.data.user, typing }
      listeners.typing(change, from.id)
      io.serverSideEmit('typing:told', change)
    },
    roomsChanged(from) {
      from.to(connectionsOf(from.data.user.userId)).emit('rooms:changed')
    },
    roomsChangedOf(userId) {
      io.to(connectionsOf(userId)).emit('rooms:changed')
    },
    readMarked(from, mark) {
      from.to(connectionsOf(from.data.user.userId)).emit('read:marked', mark)
    },
    notifyChanged(from, change) {
      from.to(connectionsOf(from.data.user.userId)).emit('notify:changed', change)
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
    otherSessionsRevoked({ account, sessionId }) {
      const connections = io.in(connectionsOf(account.userId)).except(connectionsOfSession(sessionId))
      connections.emit('session:revoked')
      connections.disconnectSockets(true)
    },
    presenceTouched(roomIds) {
      io.serverSideEmit('presence:touched', roomIds)
    },
  }

  function mayTellTyping(roomId: RoomId): boolean {
    const followers = rooms.get(followersOf(roomId))?.size ?? 0
    if (followers <= TYPING_FREELY_UP_TO) return true
    if (toldOfTyping.has(roomId)) return false
    toldOfTyping.add(roomId)
    const restMs = Math.max(TYPING_REST_MS, followers * TYPING_REST_PER_FOLLOWER_MS)
    setTimeout(() => toldOfTyping.delete(roomId), restMs).unref()
    return true
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
