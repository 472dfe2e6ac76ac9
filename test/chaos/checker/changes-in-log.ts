// The changes that stand in the logs at the end, by the messages that they are about.

import { readRestriction } from '../bodies.js'
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

/** By room: who was muted or banned there at any time, by user. */
export function restrictedInLogs(ledger: Ledger): Map<string, Set<string>> {
  const restricted = new Map<string, Set<string>>()
  for (const { room, target, body } of changesInLogs(ledger)) {
    const how = readRestriction(body ?? '')
    if (how === null || how === 'lifted') continue
    restricted.set(room, (restricted.get(room) ?? new Set()).add(target))
  }
  return restricted
}
