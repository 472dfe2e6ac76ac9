// How the clock of Redis stands to that of this process, asked as NTP does: what Redis says lies between question and
// answer, so the quicker the answer, the less can be wrong.

import type { RoomId } from '@hubbub/shared'
import type { RedisClock } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

const QUESTIONS = 5

/**
 * @param now milliseconds of a clock that only goes forward
 * @returns a function that asks the server that keeps this room's log. @throws ChatError unavailable
 */
export function createRedisClock(
  redis: Commands,
  keys: Keys,
  now: () => number,
): (roomId: RoomId) => Promise<RedisClock> {
  const clockScript = createScript(redis, 'read-clock.lua')

  return async function compare(roomId) {
    let best: RedisClock = { aheadMs: 0, offMs: Number.POSITIVE_INFINITY }
    for (let question = 0; question < QUESTIONS; question += 1) {
      const askedAt = now()
      const redisMs = toMs(await reach(clockScript([keys.head(roomId)], [])))
      const offMs = (now() - askedAt) / 2
      if (offMs < best.offMs) best = { aheadMs: redisMs - (askedAt + offMs), offMs }
    }
    return best
  }
}

function toMs(reply: unknown): number {
  const [seconds, microseconds] = Array.isArray(reply) ? reply.map(Number) : []
  const ms = Number(seconds) * 1_000 + Number(microseconds) / 1_000
  if (Number.isNaN(ms)) throw new Error('the script that reads the clock gave no time')
  return ms
}
