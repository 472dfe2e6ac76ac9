// A connection that the primary has accepted and not yet given away. Always true:
//  - it is released once, whichever way it ends;
//  - a client that speaks HTTP and is refused gets one whole answer: the rest of what it sends is read and thrown away
//    for a moment, since closing on unread bytes would destroy that answer on its way.

import type { Socket } from 'node:net'
import { isOpen, startReading } from './raw-socket.js'

export interface HeldConnection {
  readonly socket: Socket
  /** Whether it can still be given away. */
  isOpen(): boolean
  /** Answers with a status and closes. */
  refuse(status: RefusalStatus): void
  /** Closes the primary's end without a word. Whoever else holds the socket keeps the connection. */
  drop(): void
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

/** @param released called once, when the connection is no longer the primary's. */
export function holdConnection(socket: Socket, released: () => void): HeldConnection {
  socket.once('close', released)

  function refuse(status: RefusalStatus): void {
    if (!isOpen(socket)) {
      socket.destroy()
      return
    }
    // A timer of its own: it must also pass when the primary is stopping, which would wait for this client for ever.
    const linger = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(linger))
    socket.removeAllListeners('data')
    socket.end(responseOf(status))
    socket.resume()
    startReading(socket)
  }

  return { socket, isOpen: () => isOpen(socket), refuse, drop: () => void socket.destroy() }
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
