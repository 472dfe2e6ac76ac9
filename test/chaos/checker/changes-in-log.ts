// The changes that stand in the logs at the end, by the messages that they are about.

import type { Ledger, LedgerEntry } from './ledger.js'

/** Of all rooms, room by room, in seq order. */
export function* changesInLogs({ truth }: Ledger): Iterable<LedgerEntry & { target: string }> {
  for (const { entries } of truth.values()) {
    for (const [, entry] of [...entries].sort(([a], [b]) => a - b)) if (isChange(entry)) yield entry
  }
}

export function isChange(entry: LedgerEntry): entry is LedgerEntry & { target: string } {
  return typeof entry.target === 'string'
}
