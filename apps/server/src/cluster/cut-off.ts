// A node that cannot reach Redis serves nobody, while another one may: who comes is sent on at once, and who is here goes
// when it has lasted (rule D2). Where no other node can serve them either, they stay as they are.

import type { Log } from '../log.js'
import type { Echo } from '../redis/echo.js'
import type { ChatServer } from '../sockets.js'
import { tellToMove } from './drain.js'

/** Longer than a restart of Redis takes. */
const MOVE_AFTER_MS = 15_000
const MOVE_WINDOW_MS = 5_000
const CHECK_MS = 1_000

/** @param random from 0 to below 1 */
export function startCutOffWatch(
  io: ChatServer,
  echo: Pick<Echo, 'ageMs'>,
  logger: Log,
  random: () => number,
): { stop(): void } {
  let areTold = false
  const checks = setInterval(() => {
    const isLong = echo.ageMs() >= MOVE_AFTER_MS
    if (isLong && !areTold) {
      logger.warn({ connections: io.of('/').sockets.size }, 'cut off from redis, telling clients to move')
      for (const socket of io.of('/').sockets.values()) tellToMove(socket, MOVE_WINDOW_MS, random)
    }
    areTold = isLong
  }, CHECK_MS)
  return { stop: () => clearInterval(checks) }
}
