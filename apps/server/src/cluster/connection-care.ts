// How a worker looks after its connections: those that are dead, those that take too little, those it cannot serve, and
// what they leave behind.

import { startHeartbeats } from '../feed/heartbeats.js'
import { startSlowReaderCheck } from '../feed/slow-readers.js'
import type { Log } from '../log.js'
import type { Echo } from '../redis/echo.js'
import { HEARTBEAT } from '../socket/io-server.js'
import type { ChatServer } from '../sockets.js'
import { startCutOffWatch } from './cut-off.js'
import { startHeapCare } from './heap-care.js'

export function startConnectionCare(options: {
  io: ChatServer
  echo: Pick<Echo, 'ageMs'>
  logger: Log
  /** Milliseconds of a clock that only goes forward. */
  now: () => number
  /** Called for each reader that is cut off. */
  slowReaderCut: () => void
  /** From 0 to below 1. */
  random: () => number
}): { stop(): void } {
  const { io, echo, logger, now, slowReaderCut, random } = options
  const parts = [
    startSlowReaderCheck(io, logger, now, slowReaderCut),
    startHeartbeats(io, HEARTBEAT, now),
    startCutOffWatch(io, echo, logger, random),
    startHeapCare(() => io.engine.clientsCount),
  ]
  return {
    stop() {
      for (const part of parts.reverse()) part.stop()
    },
  }
}
