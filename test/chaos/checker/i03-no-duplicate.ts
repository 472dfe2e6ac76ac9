// I3 No duplicate: a message, and each change of one, stands once in the log, whatever was retried, and no reader is shown
// an entry twice. What came twice on the wire is counted, not held against anybody.

import { changesInLogs } from './changes-in-log.js'
import type { Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { Ledger, LedgerEntry } from './ledger.js'

export function checkNoDuplicate({ ledger, views, sends }: Facts): Judgement {
  const found = judge('I3', 'No message is there twice', 'entries')
  const places = new Map<string, LedgerEntry>()
  for (const entry of ledger.entries()) {
    found.checked()
    const { room, epoch, seq, key } = entry
    // What stands under several epochs is one entry when the log itself went on.
    if (typeof key !== 'string') continue
    const other = places.get(key)
    if (other === undefined || other.mid === entry.mid) {
      places.set(key, entry)
      continue
    }
    const areInLog = [entry, other].every(each => ledger.fate(each) === 'kept')
    // Two claims to one place are a matter of order; an epoch that was lost took its entries with it.
    if (!areInLog && (other.epoch !== epoch || other.seq === seq)) continue
    found.broken({
      told: `One message stands in ${room} at seq ${other.seq} and again at seq ${seq}.`,
      about: { room, epoch, seq, key },
      where: 'log',
      places: [other.place, entry.place],
    })
  }
  checkChangesOnce(ledger, found)
  for (const { ack, otherAck, key, room } of sends.all()) {
    if (ack === null || otherAck === null) continue
    found.broken({
      told: `One message of ${room} was acked at seq ${ack.seq} and again at seq ${otherAck.seq}.`,
      about: { room, epoch: otherAck.epoch, seq: otherAck.seq, key },
      places: [ack.place, otherAck.place],
    })
  }
  for (const { kind, view, epoch, seq, key, places: shownAt } of views.irregularities) {
    if (kind !== 'repeat') continue
    found.broken({
      told: `${view.client} shows seq ${seq} of ${view.room} a second time.`,
      about: { room: view.room, epoch, seq, key, client: view.client },
      where: 'client',
      places: shownAt,
    })
  }
  return found.done()
}

/** A message is given each text once, so that the same again is the same change. */
function checkChangesOnce(ledger: Ledger, found: Judge): void {
  const places = new Map<string, LedgerEntry>()
  for (const entry of changesInLogs(ledger)) {
    const { room, epoch, seq, target, body } = entry
    const change = `${target}\n${body}`
    const other = places.get(change)
    if (other === undefined) {
      places.set(change, entry)
      continue
    }
    found.broken({
      told: `One change stands in ${room} at seq ${other.seq} and again at seq ${seq}.`,
      about: { room, epoch, seq },
      where: 'log',
      places: [other.place, entry.place],
    })
  }
}
