// Joins what follows rooms in a worker and tells its connections of them: the feed and what it delivers, presence, and
// signals. They call each other in a circle, so all of them are made in one turn, before anything can call back.

import type { Lease } from '../chat/lease.js'
import type { MayOperate } from '../chat/operators.js'
import { ANNOUNCE_MS, createPresence, type Presence } from '../chat/presence.js'
import { createDelivery } from '../feed/deliver.js'
import { createRoomFeed, type RoomFeed } from '../feed/room-feed.js'
import { createSignals, type Signals } from '../feed/signals.js'
import { createTellFollowers } from '../feed/tell-followers.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'
import type { RedisConnections } from '../redis/connections.js'
import type { Keys } from '../redis/keys.js'
import type { Stores } from '../redis/open-stores.js'
import { acceptConnections } from '../socket/connection.js'
import type { ChatServer } from '../sockets.js'
import { type LeaseKeeper, startLeaseKeeper } from './lease-keeper.js'
import type { OperatorParts } from './operator-parts.js'

type Accepting = Parameters<typeof acceptConnections>[0]

export interface RoomParts {
  readonly signals: Signals
  readonly feed: RoomFeed
  readonly presence: Presence
  readonly peerLost: LeaseKeeper['peerLost']
  /** Ends presence here first, so that nobody stays present in rooms that are not followed any more. */
  stop(): Promise<void>
}

export function startRoomParts(options: {
  io: ChatServer
  redis: RedisConnections
  keys: Keys
  stores: Pick<Stores, 'log' | 'rooms' | 'presence'>
  lease: Lease
  operators: Pick<OperatorParts, 'aroundDelivery' | 'delivered'>
  told: Accepting['told']
  mayOperate: MayOperate
  /** Resolves when connections of sessions that have ended are ended too. */
  sessionsUpToDate: () => Promise<void>
  /** @returns what registers the commands on a socket */
  commandsTelling: (signals: Signals) => Accepting['register']
  metrics: Metrics
  logger: Log
}): RoomParts {
  const { io, redis, keys, stores, lease, operators, sessionsUpToDate, metrics, logger } = options
  const { log, rooms } = stores

  const signals = createSignals(io, {
    presenceTouched: roomIds => presence.touched(roomIds),
    memberLeft: (userId, roomId) => void followers.userLeft(userId, roomId),
    typing: (change, from) => void tellFollowers('typing:changed', change, { except: from, mayBeLost: true }),
  })
  const tellFollowers = createTellFollowers(io)
  const delivery = createDelivery(io, tellFollowers, lease.isHeld, {
    entries(entries, sockets) {
      metrics.entriesDelivered(entries, sockets, Date.now())
      operators.delivered(entries, sockets)
    },
    resync(roomId, reason) {
      metrics.resynced(reason, 'feed')
      void followers.keepMembers(roomId)
    },
    banned: ban => followers.userBanned(ban),
    left: (roomId, userId) => void followers.userLeft(userId, roomId),
  })
  const feed = createRoomFeed({
    channels: redis.channels,
    keys,
    log: {
      ...log,
      // What is read after Redis was away is told to nobody whose session has ended meanwhile.
      async readAfter(roomId, head) {
        await sessionsUpToDate()
        return log.readAfter(roomId, head)
      },
    },
    delivery: operators.aroundDelivery(delivery),
    logger,
    repaired: metrics.gapRepaired,
  })
  const presence = createPresence({
    store: stores.presence,
    signals,
    tell: change => void tellFollowers('presence:changed', change),
    onError: error => logger.warn({ reason: String(error) }, 'presence not kept'),
  })
  const leaseKeeper = startLeaseKeeper({
    leases: stores.presence,
    presence,
    onRedisRestored: redis.onRestored,
    logger,
  })
  const announcing = setInterval(() => void presence.announce(), ANNOUNCE_MS)
  const register = options.commandsTelling(signals)
  const followers = acceptConnections({ ...options, feed, presence, rooms, register })

  return {
    signals,
    feed,
    presence,
    peerLost: leaseKeeper.peerLost,
    async stop() {
      clearInterval(announcing)
      await leaseKeeper.end()
      feed.stop()
    },
  }
}
