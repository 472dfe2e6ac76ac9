// Which losses a run allows: those of faults that say so. Always true: what was known to anybody before such a fault had
// healed may be gone after it; what is gone without such a fault, or was written after it, is a loss.

import type { Facts } from './facts.js'
import type { LedgerEntry } from './ledger.js'

export function mayBeLost({ faultTimes, lastAt }: Facts, knownAt: number): boolean {
  return faultTimes.faults.some(({ mayLose, healAt }) => mayLose && knownAt <= (healAt ?? lastAt))
}

/** Entries that somebody knew of, that are in no log, and that were allowed to go. */
export function isAllowedLoss(facts: Facts, entry: LedgerEntry): boolean {
  return facts.ledger.fate(entry) === 'lost' && mayBeLost(facts, entry.firstAt)
}
