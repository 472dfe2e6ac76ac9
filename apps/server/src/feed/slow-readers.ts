// Ends the connections of those who do not take what they are sent, before they cost the worker more than a bounded
// amount of memory. They come back by themselves and resume by position.

import type { Log } from '../log.js'
import type { ChatServer } from '../sockets.js'
import { cut } from './cut.js'
import { field, isDrained, type Line, lineTo } from './frame-writer.js'

export const UNSENT_MAX_BYTES = 1024 * 1024
export const STALLED_MAX_MS = 10_000
const CHECK_MS = 1_000

/** What this needs to know of a socket. */
export interface Reader {
  readonly conn: { readonly transport: unknown }
}

/** What waits in the process for a reader to take more. */
interface Unsent {
  bytes: number
  /** Engine.IO puts an empty queue in the place of the one it hands to a transport that is free for it. */
  queue: unknown
  inTransport: number
}

/** @param counted called for each reader that is cut off */
export function startSlowReaderCheck(
  io: ChatServer,
  logger: Log,
  now: () => number,
  counted: () => void = () => undefined,
) {
  const tooMuch = createSlowReaderCheck(now)
  const checks = setInterval(() => {
    for (const socket of io.of('/').sockets.values()) {
      const unsent = tooMuch(socket)
      if (unsent === null) continue
      logger.warn({ userId: socket.data.user.userId, unsent }, 'slow reader cut off')
      counted()
      cut(socket.conn)
    }
  }, CHECK_MS)
  return { stop: () => clearInterval(checks) }
}

/** @returns a check to repeat for each reader: the bytes that wait when it is too slow, else null */
export function createSlowReaderCheck(now: () => number): (reader: Reader) => number | null {
  /** The line to each reader, and what waited for it at the last check; null: nothing. */
  const known = new WeakMap<Reader, { line: Line; waiting: { at: Unsent; sinceMs: number } | null }>()

  function look(reader: Reader) {
    const seen = { line: lineTo(reader.conn), waiting: null }
    known.set(reader, seen)
    return seen
  }

  return function tooMuch(reader) {
    const seen = known.get(reader) ?? look(reader)
    const before = seen.waiting
    seen.waiting = null
    // Nearly always so for nearly all of them.
    if (isDrained(seen.line)) return null
    const at = unsentBy(reader)
    // Something is on its way to a busy reader at almost any time: slow is only who took nothing of it.
    const tookNothing =
      before !== null && before.at.queue === at.queue && before.at.inTransport === at.inTransport
    const sinceMs = tookNothing ? before.sinceMs : now()
    if (at.bytes > 0) seen.waiting = { at, sinceMs }
    return at.bytes > UNSENT_MAX_BYTES || now() - sinceMs > STALLED_MAX_MS ? at.bytes : null
  }
}

/**
 * Neither Engine.IO nor Socket.IO tells it, so this looks into Engine.IO's packet queue and at the WebSocket under its
 * transport; where they are not as expected, it finds 0.
 */
function unsentBy({ conn }: Reader): Unsent {
  const queue = field(conn, 'writeBuffer')
  const buffered = field(field(conn.transport, 'socket'), 'bufferedAmount')
  const inTransport = typeof buffered === 'number' ? buffered : 0
  let bytes = inTransport
  for (const packet of Array.isArray(queue) ? queue : []) {
    const content = field(packet, 'data')
    bytes += typeof content === 'string' ? content.length : 1
  }
  return { bytes, queue, inTransport }
}
