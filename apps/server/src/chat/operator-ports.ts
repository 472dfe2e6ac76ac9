// What is needed to serve operators.

import type { ClientMessageId, RoomId, UserId, WorkerPlace } from '@hubbub/shared'

/** What an operator wants done with a worker; carried out by the primary of its node, once per `id`. */
export interface Operation {
  id: string
  act: 'kill' | 'reload'
  place: WorkerPlace
  by: UserId
}

/** `busy`: the node replaces a worker already, or this one is leaving. */
export type OperationOutcome = 'begun' | 'unknown-worker' | 'busy'

/** How the clock of Redis stands to that of this process. */
export interface RedisClock {
  /** What to add to a time of this process, in milliseconds. */
  aheadMs: number
  /** How far that may be off. */
  offMs: number
}

/** A message that all workers with followers of its room look out for. */
export interface Watched {
  traceId: string
  roomId: RoomId
  userId: UserId
  clientMessageId: ClientMessageId
}

/** A worker handed a watched message to its sockets; times in milliseconds by the clock of Redis. */
export interface WatchedSeen {
  traceId: string
  place: WorkerPlace
  heardAt: number
  deliveredAt: number
  clients: number
  offMs: number
}
