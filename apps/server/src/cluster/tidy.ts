// Puts away what has ended and nobody ended in order: on every worker now and then, since any of them may be the last one.

import type { AccountRules } from '../chat/accounts.js'
import type { Rooms } from '../chat/ports.js'
import type { Log } from '../log.js'

const TIDY_MS = 60_000

/** @returns a function that ends it */
export function startTidying(
  accounts: Pick<AccountRules, 'putAwayGuests'>,
  rooms: Pick<Rooms, 'endEmpty'>,
  sweepFiles: (atMs: number) => Promise<void>,
  logger: Log,
): () => void {
  const jobs = {
    guests: () => accounts.putAwayGuests(),
    rooms: () => rooms.endEmpty(Date.now()),
    files: () => sweepFiles(Date.now()),
  }
  const timer = setInterval(() => {
    for (const [what, tidy] of Object.entries(jobs))
      tidy().catch(error => logger.warn({ what, reason: String(error.cause ?? error) }, 'not tidied up'))
  }, TIDY_MS)
  return () => clearInterval(timer)
}
