// Moves the clients of this worker elsewhere. Each is told a moment of its own inside the window, opens its new
// connection and then leaves; until then everything it says here is answered. Who is still here at the end is closed in
// slices, with the engine's close, after which a client connects again by itself.

import type { Log } from '../log.js'
import type { ChatServer, ChatSocket } from '../sockets.js'

const SLICE_MS = 100
/** So many slices close those who did not move. */
const SLICES = 10

export interface DrainOptions {
  io: ChatServer
  windowMs: number
  /** How long after the window those who have not moved may stay. */
  graceMs: number
  /** Aborted when nobody is to be waited for any longer. */
  hurry: AbortSignal
  logger: Log
  /** From 0 to below 1. */
  random: () => number
}

/** Resolves when no socket is left. */
export async function drain({ io, windowMs, graceMs, hurry, logger, random }: DrainOptions): Promise<void> {
  const sockets = io.of('/').sockets
  for (const socket of sockets.values()) tellToMove(socket, windowMs, random)
  // Those who were on their way here already.
  io.on('connection', socket => tellToMove(socket, windowMs, random))
  await emptied(io, windowMs + graceMs, hurry)

  const left = [...sockets.values()]
  if (left.length > 0) logger.warn({ connections: left.length }, 'closing connections that did not move')
  const sliceSize = Math.ceil(left.length / SLICES)
  while (left.length > 0) {
    for (const socket of left.splice(0, sliceSize)) socket.conn.close()
    await emptied(io, SLICE_MS)
  }
  await emptied(io, graceMs)
}

/** At a moment of its own within the window, so that not all come elsewhere at once. @param random from 0 to below 1 */
export function tellToMove(socket: ChatSocket, windowMs: number, random: () => number): void {
  socket.emit('server:draining', { moveInMs: Math.floor(random() * windowMs) })
}

/** Resolves when the last socket has left, at the latest after `withinMs`, or at once when told to hurry. */
function emptied(io: ChatServer, withinMs: number, hurry?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      clearInterval(look)
      clearTimeout(deadline)
      resolve()
    }
    const look = setInterval(() => {
      if (io.of('/').sockets.size === 0 || hurry?.aborted) finish()
    }, 20)
    const deadline = setTimeout(finish, withinMs)
  })
}
