// Ends the connections of those who do not take what they are sent, before they cost the worker more than a bounded
// amount of memory. They come back by themselves and resume by position.

import { WebSocket } from 'ws'
import type { Log } from '../log.js'
import type { ChatServer, ChatSocket } from '../sockets.js'

export const UNSENT_MAX_BYTES = 1024 * 1024
export const STALLED_MAX_MS = 10_000
const CHECK_MS = 500

export function startSlowReaderCheck(io: ChatServer, logger: Log, now: () => number) {
  const stalledSince = new WeakMap<ChatSocket, number>()
  const checks = setInterval(() => {
    for (const socket of io.of('/').sockets.values()) check(socket)
  }, CHECK_MS)
  return { stop: () => clearInterval(checks) }

  function check(socket: ChatSocket): void {
    const unsent = unsentBytes(socket)
    if (unsent === 0) {
      stalledSince.delete(socket)
      return
    }
    const since = stalledSince.get(socket) ?? now()
    stalledSince.set(socket, since)
    if (unsent <= UNSENT_MAX_BYTES && now() - since <= STALLED_MAX_MS) return
    logger.warn({ userId: socket.data.user.userId, unsent }, 'slow reader cut off')
    socket.conn.close(true)
  }
}

/**
 * Bytes waiting in the process for this socket's reader to take more. Neither Engine.IO nor Socket.IO tells it, so this
 * looks into Engine.IO's packet queue and under its transport; where they are not as expected, it finds 0.
 */
function unsentBytes(socket: ChatSocket): number {
  const queued = field(socket.conn, 'writeBuffer')
  const carrier = field(socket.conn.transport, 'socket')
  let bytes = carrier instanceof WebSocket ? carrier.bufferedAmount : 0
  if (!Array.isArray(queued)) return bytes
  for (const packet of queued) {
    const content = field(packet, 'data')
    bytes += typeof content === 'string' ? content.length : 1
  }
  return bytes
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && name in of ? Reflect.get(of, name) : undefined
}
