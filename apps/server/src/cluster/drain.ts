// Moves the clients of this worker elsewhere. Each is told a moment of its own inside the window, opens its new
// connection and then leaves; until then everything it says here is answered. Who is still here at the end is closed in
// slices, with the engine's close, after which a client connects again by itself. Requests under way, an upload perhaps, are
// waited for just as long.

import type { Log } from '../log.js'
import type { ChatServer, ChatSocket } from '../sockets.js'

/** How long after the window those who have not moved may stay. */
const GRACE_MS = 5_000
/** Where there is nowhere to move to: long enough for a word, short enough for somebody who waits. Window and grace. */
const ALONE_MS = 500
const SLICE_MS = 100
const LOOK_MS = 20
/** So many slices close those who did not move. */
const SLICES = 10

export interface DrainOptions {
  io: ChatServer
  /** How many TCP connections are open, those of single requests included. */
  connections: () => number
  /** In which clients move; 0: there is no other node to move to. */
  windowMs: number
  /** Aborted when nobody is to be waited for any longer. */
  hurry: AbortSignal
  logger: Log
  /** From 0 to below 1. */
  random: () => number
}

/** Resolves when no socket is left. */
export async function drain(options: DrainOptions): Promise<void> {
  const { io, connections, hurry, logger, random } = options
  const [windowMs, graceMs] = options.windowMs > 0 ? [options.windowMs, GRACE_MS] : [ALONE_MS, ALONE_MS]
  const sockets = io.of('/').sockets
  for (const socket of sockets.values()) tellToMove(socket, windowMs, random)
  // Those who were on their way here already.
  io.on('connection', socket => tellToMove(socket, windowMs, random))
  const noSockets = () => sockets.size === 0
  await until(() => hurry.aborted || (noSockets() && connections() === 0), windowMs + graceMs)

  const left = [...sockets.values()]
  if (left.length > 0) logger.warn({ connections: left.length }, 'closing connections that did not move')
  const sliceSize = Math.ceil(left.length / SLICES)
  while (left.length > 0) {
    for (const socket of left.splice(0, sliceSize)) socket.conn.close()
    await until(noSockets, SLICE_MS)
  }
  await until(noSockets, graceMs)
}

/** At a moment of its own within the window, so that not all come elsewhere at once. @param random from 0 to below 1 */
export function tellToMove(socket: ChatSocket, windowMs: number, random: () => number): void {
  socket.emit('server:draining', { moveInMs: Math.floor(random() * windowMs) })
}

/** Resolves when it is so, at the latest after `withinMs`. */
function until(isSo: () => boolean, withinMs: number): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      clearInterval(look)
      clearTimeout(deadline)
      resolve()
    }
    const look = setInterval(() => {
      if (isSo()) finish()
    }, LOOK_MS)
    const deadline = setTimeout(finish, withinMs)
  })
}
