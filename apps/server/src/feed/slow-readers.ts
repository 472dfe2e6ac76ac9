// Ends the connections of those who do not take what they are sent, before they cost the worker more than a bounded
// amount of memory. They come back by themselves and resume by position.

import type { Log } from '../log.js'
import type { ChatServer } from '../sockets.js'
import { isDrained, lineTo } from './frame-writer.js'

export const UNSENT_MAX_BYTES = 1024 * 1024
export const STALLED_MAX_MS = 10_000
const CHECK_MS = 500

/** What this needs to know of a socket. */
export interface Reader {
  readonly conn: { readonly transport: unknown; close(discard: boolean): void }
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
      cut(socket)
    }
  }, CHECK_MS)
  return { stop: () => clearInterval(checks) }
}

/** @returns a check to repeat for each reader: the bytes that wait when it is too slow, else null */
export function createSlowReaderCheck(now: () => number): (reader: Reader) => number | null {
  const waiting = new WeakMap<Reader, { at: Unsent; sinceMs: number }>()

  return function tooMuch(reader) {
    // Nearly always so for nearly all of them.
    if (isDrained(lineTo(reader.conn))) {
      waiting.delete(reader)
      return null
    }
    const at = unsentBy(reader)
    const before = waiting.get(reader)
    // Something is on its way to a busy reader at almost any time: slow is only who took nothing of it.
    const tookNothing =
      before !== undefined && before.at.queue === at.queue && before.at.inTransport === at.inTransport
    const sinceMs = tookNothing ? before.sinceMs : now()
    if (at.bytes === 0) waiting.delete(reader)
    else waiting.set(reader, { at, sinceMs })
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

// A WebSocket would wait half a minute for the close frame of a reader who reads nothing, and keep what it holds.
function cut({ conn }: Reader): void {
  const webSocket = field(conn.transport, 'socket')
  const terminate = field(webSocket, 'terminate')
  conn.close(true)
  if (typeof terminate === 'function') Reflect.apply(terminate, webSocket, [])
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && name in of ? Reflect.get(of, name) : undefined
}
