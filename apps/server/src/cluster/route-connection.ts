// Decides, for every TCP connection, which worker serves it. Always true:
//  - a session id that names a worker of this node leads there, on every transport, as long as that worker can have it;
//    a connection without one goes where the load is least;
//  - a connection that is still unrouted costs a bounded amount of memory and time, and there is a bound to how many.

import type { Socket } from 'node:net'
import type { Deadlines } from './deadlines.js'
import { parseWorker } from './engine-session-id.js'
import type { Handoffs } from './handoff.js'
import { type HeldConnection, holdConnection } from './held-connection.js'
import type { Lane } from './lane.js'
import { stopReading } from './raw-socket.js'
import { createHeadReader, type HeadReader, type HeadVerdict } from './read-head.js'

export interface RoutingLimits {
  /** From accept to the end of the request head. */
  headWithinMs: number
  /** Connections not yet given to a worker. At the bound the one that has kept silent longest makes room. */
  unroutedMax: number
  /** The same for one address. Behind a proxy all have one address: set it as high as `unroutedMax`. */
  unroutedPerAddressMax: number
}

export interface Router {
  accept(socket: Socket): void
  /** From now on nobody is served: what is still being read gets a 503. */
  stop(): void
  counts(): RoutingCounts
}

export interface RoutingCounts {
  /** Connections held now. */
  unrouted: number
  /** Closed because they said nothing, or not enough, in time. */
  silent: number
  /** Closed because they did not speak HTTP, or with too large a head. */
  notHttp: number
  /** Closed because too many were unrouted. */
  crowded: number
}

interface ReadingConnection extends HeldConnection {
  readonly head: HeadReader
}

export function createRouter(options: {
  nodeId: string
  handoffs: Handoffs
  deadlines: Deadlines
  limits: RoutingLimits
}): Router {
  const { nodeId, handoffs, deadlines, limits } = options
  const unrouted = new Map<string, number>()
  // In the order of their arrival: the first is the one that has kept us waiting longest.
  const reading = new Set<ReadingConnection>()
  const counted = { silent: 0, notHttp: 0, crowded: 0 }
  let unroutedTotal = 0
  let isStopped = false

  function hold(socket: Socket, address: string): ReadingConnection {
    unroutedTotal += 1
    unrouted.set(address, (unrouted.get(address) ?? 0) + 1)
    const held = holdConnection(socket, () => {
      reading.delete(connection)
      unroutedTotal -= 1
      const others = (unrouted.get(address) ?? 1) - 1
      if (others === 0) unrouted.delete(address)
      else unrouted.set(address, others)
    })
    const connection = { ...held, head: createHeadReader() }
    return connection
  }

  /** Whether there is room for one more, made if need be by closing the one that has been silent longest. */
  function hasRoom(address: string): boolean {
    if ((unrouted.get(address) ?? 0) >= limits.unroutedPerAddressMax) return false
    if (unroutedTotal < limits.unroutedMax) return true
    const [longestSilent] = reading
    if (longestSilent === undefined) return false
    counted.crowded += 1
    reading.delete(longestSilent)
    longestSilent.drop()
    return true
  }

  function readHead(connection: ReadingConnection): void {
    reading.add(connection)
    const { socket } = connection
    const deadline = deadlines.start(limits.headWithinMs, () => {
      counted.silent += 1
      reading.delete(connection)
      if (connection.head.size() === 0) connection.drop()
      else connection.refuse(408)
    })
    socket.once('close', () => deadline.clear())
    socket.on('data', function onData(chunk: Buffer) {
      const verdict = connection.head.read(chunk)
      if (verdict.state === 'reading') return
      socket.off('data', onData)
      deadline.clear()
      reading.delete(connection)
      settle(connection, verdict)
    })
  }

  function settle(connection: HeldConnection, verdict: Exclude<HeadVerdict, { state: 'reading' }>): void {
    switch (verdict.state) {
      case 'whole':
        stopReading(connection.socket)
        handoffs.give(connection, { bytes: verdict.bytes, ...homeOf(verdict.sid) })
        return
      case 'refused':
        counted.notHttp += 1
        connection.refuse(verdict.status)
        return
      case 'foreign':
        counted.notHttp += 1
        connection.drop()
        return
    }
  }

  function homeOf(sid: string | null): { home: Lane | null; stray: boolean } {
    const named = sid === null ? null : parseWorker(sid)
    if (named === null || named.nodeId !== nodeId) return { home: null, stray: false }
    const lane = handoffs.laneOf(named.workerId)
    const home = lane === null || lane.intake === 'closed' ? null : lane
    return { home, stray: home === null }
  }

  return {
    accept(socket) {
      // Whatever becomes of the connection shows in 'close'; the reason is the other side's affair.
      socket.on('error', () => socket.destroy())
      const address = socket.remoteAddress
      if (address === undefined) return void socket.destroy()
      if (!hasRoom(address)) {
        counted.crowded += 1
        return void socket.resetAndDestroy()
      }
      const connection = hold(socket, address)
      if (isStopped) connection.refuse(503)
      else readHead(connection)
    },
    stop() {
      isStopped = true
      for (const connection of reading) {
        if (connection.head.size() === 0) connection.drop()
        else connection.refuse(503)
      }
    },
    counts: () => ({ unrouted: unroutedTotal, ...counted }),
  }
}
