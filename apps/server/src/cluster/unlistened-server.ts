// Prepares an HTTP server that never listens but is given its connections.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** How often time-outs of requests are looked at, in milliseconds. */
const CHECK_EVERY_MS = 1_000

/** Neither who sends a body nor who takes an answer holds a connection for nothing. A poll is answered within 10 s. */
export const REQUEST_TIMES = {
  /** Without a byte in either direction. */
  idleMs: 60_000,
  /** For the whole request to come: longer than an upload may take (`http/file-routes.ts`). */
  wholeMs: 16 * 60_000,
}

/** Makes the server enforce time-outs, and answer one request on each connection, which it then closes. */
export function serveOneRequestPerConnection(server: Server, { idleMs, wholeMs } = REQUEST_TIMES): void {
  // A second request sent along with the first is dropped; and as the client alone would decide when to close, the
  // answer says so and Node closes behind it.
  server.maxRequestsPerSocket = 1
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close')
  })
  // Over when the connection becomes a WebSocket, which has its own (`feed/heartbeats.ts`).
  server.timeout = idleMs
  // Node looks at the whole only where it looks at the head sooner.
  server.headersTimeout = idleMs
  server.requestTimeout = wholeMs
  // Node reads it when the server begins to listen, and offers it as an option of createServer only.
  Reflect.set(server, 'connectionsCheckingInterval', CHECK_EVERY_MS)
  // An http.Server that does not listen enforces no time-out and knows none of its connections until told so.
  server.emit('listening')
}
