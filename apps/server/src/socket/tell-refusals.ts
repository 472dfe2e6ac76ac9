// What Redis itself refuses (memory or disk full, a right that is missing, a script that is wrong) leaves nothing else
// broken that anybody would notice, so it is told; once in a while, since it comes with every command.

import type { Log } from '../log.js'
import { isRefusal } from '../redis-refusal.js'

const TELL_AGAIN_MS = 10_000

export function createRefusalTeller(logger: Log, now: () => number): (cause: unknown) => void {
  const toldAt = new Map<string, number>()

  return function tell(cause) {
    if (!isRefusal(cause)) return
    // The first word is the kind: OOM, MISCONF, NOPERM, ERR.
    const [kind = ''] = cause.message.split(' ', 1)
    if (now() - (toldAt.get(kind) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return
    toldAt.set(kind, now())
    logger.error({ reason: cause.message.split('script:')[0] }, 'redis refuses commands')
  }
}
