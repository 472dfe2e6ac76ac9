// I6 Sender order: what one client wrote in a room stands in its log in the order in which it was written.

import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'

export function checkSenderOrder({ ledger, sends }: Facts): Judgement {
  const found = judge('I6', "A writer's messages keep their order", 'messages in logs')
  const newest = new Map<string, { count: number; entry: LedgerEntry }>()
  for (const entry of ledger.entries()) {
    const { room, epoch, seq, key } = entry
    const send = typeof key === 'string' ? sends.get(key) : undefined
    // What lost its place to another entry has no place in the order.
    const isOusted = ledger.first(room, epoch, seq)?.rival !== null && ledger.fate(entry) === 'lost'
    if (send === undefined || isOusted) continue
    found.checked()
    const writer = `${room}\n${epoch}\n${send.client}`
    const before = newest.get(writer)
    if (before === undefined || send.count >= before.count) newest.set(writer, { count: send.count, entry })
    else {
      found.broken({
        told: `What ${send.client} wrote as number ${send.count} in ${room} stands at seq ${seq}, after number ${before.count} at seq ${before.entry.seq}.`,
        about: { room, epoch, seq, key },
        where: 'log',
        places: [send.place, before.entry.place, entry.place],
      })
    }
  }
  return found.done()
}
