// Binds the public port and says in one line why it cannot.

import { createServer, type Server, type Socket } from 'node:net'
import type { Logger } from 'pino'

const BACKLOG = 4_096
const QUIET_MS = 1_000

export interface Listener {
  readonly port: number
  /** No new connection is accepted any more. */
  close(): void
}

/** @throws Error with one line for people when the port cannot be bound. */
export async function listen(options: {
  host: string
  port: number
  accept: (socket: Socket) => void
  log: Logger
}): Promise<Listener> {
  const { host, port, log } = options
  // Small packets of a chat must not wait for more; the setting stays with the socket when it changes hands.
  const server = createServer({ noDelay: true }, options.accept)
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new Error(explainListenError(error, host, port), { cause: error })))
    server.listen({ host, port, backlog: BACKLOG }, resolve)
  })
  server.removeAllListeners('error')
  logAcceptErrors(server, log)

  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => void server.close(),
  }
}

/** When file descriptors run out, every refused connection is an error: one line a second is enough. */
function logAcceptErrors(server: Server, log: Logger): void {
  let quietUntil = 0
  let unsaid = 0
  server.on('error', error => {
    unsaid += 1
    if (performance.now() < quietUntil) return
    log.error({ err: error, connections: unsaid }, 'connections could not be accepted')
    quietUntil = performance.now() + QUIET_MS
    unsaid = 0
  })
}

/** In one line for people. */
export function explainListenError(error: Error, host: string, port: number): string {
  const code = 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is already in use`
    case 'EACCES':
      return `not allowed to listen on port ${port} of ${host}`
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this machine`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not a known host`
    default:
      return `cannot listen on port ${port} of ${host}: ${error.message}`
  }
}
