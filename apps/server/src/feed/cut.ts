// Ends at once a connection whose client takes nothing, or says nothing.

import { field } from './frame-writer.js'

/** @param conn an Engine.IO socket */
export function cut(conn: { readonly transport: unknown; close(discard: boolean): void }): void {
  // A WebSocket would wait half a minute for the close frame of a client that is not there, and keep what it holds.
  const webSocket = field(conn.transport, 'socket')
  const terminate = field(webSocket, 'terminate')
  conn.close(true)
  if (typeof terminate === 'function') Reflect.apply(terminate, webSocket, [])
}
