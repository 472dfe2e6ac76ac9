// Prepares an HTTP server that never listens but is given its connections.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** How often time-outs of requests are looked at, in milliseconds. */
const CHECK_EVERY_MS = 1_000

/** Makes the server enforce its own time-outs, and answer one request on each connection, which it then closes. */
export function serveOneRequestPerConnection(server: Server): void {
  // A second request sent along with the first is dropped; and as the client alone would decide when to close, the
  // answer says so and Node closes behind it.
  server.maxRequestsPerSocket = 1
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close')
  })
  // Node reads it when the server begins to listen, and offers it as an option of createServer only.
  Reflect.set(server, 'connectionsCheckingInterval', CHECK_EVERY_MS)
  // An http.Server that does not listen enforces no time-out and knows none of its connections until told so.
  server.emit('listening')
}
