// Ends a connection that no worker will serve. Always true: a client that speaks HTTP gets one whole answer, and the
// rest of what it sends is read and thrown away for a moment, since closing on unread bytes would destroy that answer.

import type { Socket } from 'node:net'
import type { Deadlines } from './deadlines.js'
import { isOpen, startReading } from './raw-socket.js'

/** A connection that the primary has accepted and not yet given away. */
export interface HeldConnection {
  readonly socket: Socket
  /** Every way out ends here, once: the connection is no longer the primary's. */
  release(): void
}

const REASONS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
} as const

export type RefusalStatus = keyof typeof REASONS

const LINGER_MS = 1_000
const RETRY_AFTER_SECONDS = 1

/** Answers with a status and closes. */
export function refuse(connection: HeldConnection, status: RefusalStatus, deadlines: Deadlines): void {
  const { socket } = connection
  if (!isOpen(socket)) {
    drop(connection)
    return
  }

  const linger = deadlines.start(LINGER_MS, () => drop(connection))
  socket.once('close', () => linger.clear())
  socket.removeAllListeners('data')
  socket.end(responseOf(status))
  socket.resume()
  startReading(socket)
}

/** Closes without a word. */
export function drop(connection: HeldConnection): void {
  connection.socket.destroy()
  connection.release()
}

function responseOf(status: RefusalStatus): string {
  const body = `${REASONS[status]}\n`
  return [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    ...(status === 503 ? [`Retry-After: ${RETRY_AFTER_SECONDS}`] : []),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
