// Counts requests that reached this worker though their session id names another one that could have been asked.

import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { parseWorker, type SessionHome } from './engine-session-id.js'
import { sidOf } from './read-head.js'

export interface Misroutes {
  /** The worker it names is gone: the primary meant this one to answer. */
  excuse(socket: Socket): void
  count(): number
}

/** @param misrouted called for each of them */
export function countMisroutes(server: Server, self: SessionHome, misrouted: () => void): Misroutes {
  const excused = new WeakSet<object>()
  let misroutes = 0

  function look(request: IncomingMessage): void {
    const sid = sidOf(request.url ?? '')
    const home = sid === null ? null : parseWorker(sid)
    if (home === null || home.nodeId !== self.nodeId || home.workerId === self.workerId) return
    if (excused.has(request.socket)) return
    misroutes += 1
    misrouted()
  }

  server.prependListener('request', look)
  // Only once somebody takes upgrades: with a listener of ours alone, Node would leave them unanswered.
  if (server.listenerCount('upgrade') > 0) server.prependListener('upgrade', look)
  return { excuse: socket => void excused.add(socket), count: () => misroutes }
}
