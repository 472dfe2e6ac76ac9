// I4 One order: (room, epoch, seq) names one entry, to every reader, in every ack and in the log, and an entry has one
// place.

import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'
import { isAllowedLoss } from './lossy.js'

export function checkOneOrder(facts: Facts): Judgement {
  const { ledger } = facts
  const found = judge('I4', 'All see one order', 'places in logs')
  const byMid = new Map<string, LedgerEntry>()
  for (const entry of ledger.entries()) {
    const { room, epoch, seq, mid, key } = entry
    const first = ledger.first(room, epoch, seq)
    if (first === entry) found.checked()
    else if (first && !isAllowedLoss(facts, entry) && !isAllowedLoss(facts, first)) {
      found.broken({
        told: `Seq ${seq} of ${room} is one message to some and another to others.`,
        about: { room, epoch, seq, key },
        places: [first.place, entry.place],
      })
    }
    const other = byMid.get(mid)
    byMid.set(mid, entry)
    if (other === undefined || (other.room === room && other.seq === seq)) continue
    found.broken({
      told: `One entry is at seq ${other.seq} of ${other.room} to some and at seq ${seq} of ${room} to others.`,
      about: { room, epoch, seq, key },
      places: [other.place, entry.place],
    })
  }
  for (const { entry, place, what } of ledger.contradictions) {
    const { room, epoch, seq, key } = entry
    found.broken({
      told: `The entry at seq ${seq} of ${room} is told with another ${what}.`,
      about: { room, epoch, seq, key },
      places: [entry.place, place],
    })
  }
  return found.done()
}
