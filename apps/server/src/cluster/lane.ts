// One worker as the routing sees it: whether it may get connections, how many it has, and those on their way to it.

import type { Deadline } from './deadlines.js'
import type { HeldConnection } from './held-connection.js'
import type { ToWorker } from './ipc.js'

/** A connection on its way to a worker. */
export interface Handoff {
  readonly id: number
  readonly connection: HeldConnection
  /** Base64 of all bytes read so far. */
  readonly bytes: string
  /** The worker that the session id names, as long as that one may still take it. */
  readonly home: Lane | null
  /** Whether the session id names a worker that cannot have it, so that another one will answer. */
  readonly stray: boolean
  /** Lanes that did not take it. */
  readonly tried: Set<Lane>
  deadline: Deadline | null
}

/**
 * Which connections a worker may get. `open`: any. `own`: only those whose session id names it. `closed`: none.
 */
export type Intake = 'open' | 'own' | 'closed'

export interface Lane {
  readonly workerId: string
  intake: Intake
  readonly waiting: Handoff[]
  /** The one offer under way. `given-up`: its time is over and the connection went elsewhere; not yet answered. */
  offered: { state: 'pending'; handoff: Handoff } | { state: 'given-up'; id: number } | null
  /** Granted, not yet said to be taken. */
  readonly granted: Map<number, Handoff>
  /** Connections the worker held at its last beat, and how many it has taken since. */
  reported: number
  takenSince: number
  takenTotal: number
  send(message: ToWorker, connection: HeldConnection | null): void
}

export function createLane(workerId: string, send: Lane['send']): Lane {
  return {
    workerId,
    intake: 'closed',
    waiting: [],
    offered: null,
    granted: new Map(),
    reported: 0,
    takenSince: 0,
    takenTotal: 0,
    send,
  }
}

/** Connections the worker has or is about to have. */
export function loadOf(lane: Lane): number {
  const offered = lane.offered === null ? 0 : 1
  return lane.reported + lane.takenSince + lane.granted.size + offered + lane.waiting.length
}

/**
 * The open lane with the least load, null when there is none. Among equals the one that comes first.
 * A lane that let an offer run out of time is left alone until it answers.
 */
export function leastLoaded(lanes: Iterable<Lane>, tried: ReadonlySet<Lane>): Lane | null {
  let best: Lane | null = null
  for (const lane of lanes) {
    if (lane.intake !== 'open' || lane.offered?.state === 'given-up' || tried.has(lane)) continue
    if (best === null || loadOf(lane) < loadOf(best)) best = lane
  }
  return best
}
