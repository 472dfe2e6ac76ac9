// I10 A revoked session hears nothing: its connections end within a second, within ten when a fault may have cost the
// signal, and no entry comes after that. A node that cannot reach Redis can know of it only when it can again.

import { type ClientTimes, lastHeard } from './clients.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'

const DEADLINE_MS = 10_000
const PROMPT_MS = 1_000
/** From the end of such a fault to the end of the connection. */
const FOUND_OUT_MS = 2_000

export function checkRevoked(facts: Facts): Judgement {
  const found = judge('I10', 'A revoked session hears nothing', 'revoked sessions')
  for (const [client, times] of facts.clients.all()) {
    const { revokedAt, revokedPlace } = times
    if (revokedAt === null || revokedPlace === null) continue
    const last = lastHeard(times)
    found.checked()
    const deadlineMs = isUndisturbed(facts, revokedAt) ? PROMPT_MS : DEADLINE_MS
    const endedAfterMs = endAfter(times)
    if (last !== null && last.at > revokedAt + deadlineMs) {
      const { room, epoch, seq, key, place } = last
      found.broken({
        told: `${client} was sent seq ${seq} of ${room} ${Math.round(last.at - revokedAt)} ms after its session was revoked.`,
        about: { room, epoch, seq, key, client },
        places: [revokedPlace, place],
      })
    } else if (endedAfterMs === null || endedAfterMs > endDeadlineMs(facts, revokedAt, deadlineMs)) {
      const when =
        endedAfterMs === null ? 'was never ended' : `ended after ${Math.round(endedAfterMs)} ms only`
      const told = `The connection of ${client} ${when}, though its session was revoked (at most ${deadlineMs} ms).`
      found.broken({ told, places: [revokedPlace] })
    }
  }
  return found.done()
}

function endDeadlineMs({ faultTimes }: Facts, revokedAt: number, deadlineMs: number): number {
  const deadline = revokedAt + deadlineMs
  const lasting = faultTimes.faults.flatMap(({ beginAt, healAt }) =>
    beginAt <= deadline && healAt !== null && healAt + FOUND_OUT_MS > deadline ? [healAt + FOUND_OUT_MS] : [],
  )
  return Math.max(deadline, ...lasting) - revokedAt
}

/** Milliseconds from the revocation to the end of the connection; null when it never ended. */
export function endAfter({ revokedAt, connections }: ClientTimes): number | null {
  if (revokedAt === null) return null
  // The signal may come before the answer to whoever revoked it.
  const connected = connections.findLast(({ state }) => state === 'connected')
  if (connected === undefined) return 0
  const ended = connections.find(({ at, state }) => at >= connected.at && state !== 'connected')
  return ended === undefined ? null : Math.max(0, ended.at - revokedAt)
}

/** No fault was there when the signal went out, nor so shortly before that its traces were. */
function isUndisturbed({ faultTimes }: Facts, at: number): boolean {
  return faultTimes.faults.every(
    ({ beginAt, healAt }) => beginAt > at + PROMPT_MS || (healAt !== null && healAt < at - DEADLINE_MS),
  )
}
