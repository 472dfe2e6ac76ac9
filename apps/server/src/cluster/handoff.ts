// Gives connections to workers. Always true:
//  - a worker serves a connection only after `grant`, and what was granted goes to no other worker while that one lives,
//    so at most one ever serves it, however long the others sleep with an offer in their hands;
//  - a worker has one offer at a time; the rest wait here, where they are free to go to another;
//  - the primary keeps its own copy of the socket until `taken`, which a worker says before it serves. So what a dead
//    worker had not taken goes to another one, and what a hung one was granted but did not take gets a 503.

import type { Logger } from 'pino'
import type { Deadlines } from './deadlines.js'
import type { HeldConnection } from './held-connection.js'
import { type Handoff, type Lane, leastLoaded } from './lane.js'

export interface HandoffTimes {
  /** How long a worker may take to claim an offer, or to take what it was granted. */
  claimWithinMs: number
  /** The same for the worker a session id names: no other one can go on with that session. */
  claimOwnWithinMs: number
}

export interface Handoffs {
  join(lane: Lane): void
  laneOf(workerId: string): Lane | null
  /** Gives a connection away; `home` is the worker its session id names, if that one can have it. */
  give(connection: HeldConnection, request: { bytes: Buffer; home: Lane | null; stray: boolean }): void
  claimed(lane: Lane, id: number): void
  refused(lane: Lane, id: number): void
  taken(lane: Lane, id: number): void
  /** The worker gets nothing more; what waits for it goes elsewhere. */
  close(lane: Lane): void
  /** The worker is dead and all it ever said has been read. */
  lost(lane: Lane): void
  counts(): HandoffCounts
}

export interface HandoffCounts {
  /** Connections that workers took. */
  taken: number
  /** Connections that went to another worker than first chosen. */
  rerouted: number
  /** Connections that got a 503. */
  unserved: number
}

/** After so many workers that do not answer a client has waited 3 s: better a 503 it can act on. */
const WORKERS_TO_TRY = 3

export function createHandoffs(options: {
  deadlines: Deadlines
  times: HandoffTimes
  log: Logger
}): Handoffs {
  const { deadlines, times, log } = options
  const lanes = new Set<Lane>()
  let lastId = 0
  let taken = 0
  let rerouted = 0
  let unserved = 0

  function route(handoff: Handoff): void {
    const isFirst = handoff.tried.size === 0
    const lane = (isFirst && handoff.home) || leastLoaded(lanes, handoff.tried)
    if (lane === null || handoff.tried.size >= WORKERS_TO_TRY - (handoff.home === null ? 0 : 1)) {
      giveUp(handoff)
      return
    }

    // To the end of the line, so that workers with equal load take turns.
    lanes.delete(lane)
    lanes.add(lane)
    handoff.tried.add(lane)
    const withinMs = lane === handoff.home ? times.claimOwnWithinMs : times.claimWithinMs
    handoff.deadline = deadlines.start(withinMs, () => unclaimed(lane, handoff))
    lane.waiting.push(handoff)
    offerNext(lane)
  }

  function reroute(handoff: Handoff): void {
    handoff.deadline?.clear()
    rerouted += 1
    route(handoff)
  }

  function offerNext(lane: Lane): void {
    while (lane.offered === null && lane.intake !== 'closed') {
      const handoff = lane.waiting.shift()
      if (handoff === undefined) return
      if (!handoff.connection.isOpen()) {
        forget(handoff)
        continue
      }
      lane.offered = { state: 'pending', handoff }
      const stray = handoff.stray || (handoff.home !== null && handoff.home !== lane)
      lane.send({ type: 'offer', handoff: handoff.id, bytes: handoff.bytes, stray }, handoff.connection)
    }
  }

  function unclaimed(lane: Lane, handoff: Handoff): void {
    const waitingAt = lane.waiting.indexOf(handoff)
    if (waitingAt >= 0) lane.waiting.splice(waitingAt, 1)
    else lane.offered = { state: 'given-up', id: handoff.id }
    log.warn({ workerId: lane.workerId, handoff: handoff.id }, 'worker does not take a connection')
    reroute(handoff)
  }

  function untaken(lane: Lane, handoff: Handoff): void {
    lane.granted.delete(handoff.id)
    log.warn({ workerId: lane.workerId, handoff: handoff.id }, 'worker hung with a connection in its hands')
    // For one that the grant did not reach, or it would keep the socket for ever; one that has served it ignores this.
    lane.send({ type: 'withdraw', handoff: handoff.id }, null)
    giveUp(handoff)
  }

  function giveUp(handoff: Handoff): void {
    handoff.deadline?.clear()
    unserved += 1
    handoff.connection.refuse(503)
  }

  function forget(handoff: Handoff): void {
    handoff.deadline?.clear()
    handoff.connection.drop()
  }

  /** Takes the offer off the lane; null when it was given up meanwhile or never made. */
  function settleOffer(lane: Lane, id: number): Handoff | null {
    if (lane.offered === null) return null
    const offeredId = lane.offered.state === 'pending' ? lane.offered.handoff.id : lane.offered.id
    if (offeredId !== id) return null
    const handoff = lane.offered.state === 'pending' ? lane.offered.handoff : null
    lane.offered = null
    return handoff
  }

  function takeBackUnoffered(lane: Lane): void {
    for (const handoff of lane.waiting.splice(0)) reroute(handoff)
  }

  return {
    join: lane => void lanes.add(lane),
    laneOf: workerId => [...lanes].find(lane => lane.workerId === workerId) ?? null,
    give(connection, { bytes, home, stray }) {
      lastId += 1
      const handoff = { id: lastId, connection, bytes: bytes.toString('base64'), home, stray }
      route({ ...handoff, tried: new Set(), deadline: null })
    },
    claimed(lane, id) {
      const handoff = settleOffer(lane, id)
      if (handoff === null) {
        lane.send({ type: 'withdraw', handoff: id }, null)
      } else {
        handoff.deadline?.clear()
        handoff.deadline = deadlines.start(times.claimWithinMs, () => untaken(lane, handoff))
        lane.granted.set(id, handoff)
        lane.send({ type: 'grant', handoff: id }, null)
      }
      offerNext(lane)
    },
    refused(lane, id) {
      const handoff = settleOffer(lane, id)
      if (handoff !== null) reroute(handoff)
      offerNext(lane)
    },
    taken(lane, id) {
      const handoff = lane.granted.get(id)
      lane.takenSince += 1
      lane.takenTotal += 1
      taken += 1
      if (handoff === undefined) return
      lane.granted.delete(id)
      forget(handoff)
    },
    close(lane) {
      lane.intake = 'closed'
      takeBackUnoffered(lane)
    },
    lost(lane) {
      lanes.delete(lane)
      lane.intake = 'closed'
      const handoffs = [...lane.granted.values()]
      if (lane.offered?.state === 'pending') handoffs.push(lane.offered.handoff)
      lane.offered = null
      lane.granted.clear()
      for (const handoff of handoffs) reroute(handoff)
      takeBackUnoffered(lane)
    },
    counts: () => ({ taken, rerouted, unserved }),
  }
}
