// I2 No phantom: every message that anybody saw was written by the one it names, as it was written, and was not refused;
// and so was every change, of a message of the same sender that was there and not deleted.

import { checkChangesMade } from './changes-made.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'
import type { Send } from './sends.js'

export function checkNoPhantom(facts: Facts): Judgement {
  const { ledger, sends } = facts
  const found = judge('I2', 'No message appears that nobody wrote', 'messages and changes seen')
  for (const entry of ledger.entries()) {
    const { room, epoch, seq, key } = entry
    if (key === null || key === undefined) continue
    found.checked()
    const send = sends.get(key)
    const wrong = whatIsWrong(entry, send)
    if (wrong === null) continue
    found.broken({
      told: `The message at seq ${seq} of ${room} ${wrong}.`,
      about: { room, epoch, seq, key },
      places: [entry.place, ...(send?.refusedPlace ? [send.refusedPlace] : [])],
    })
  }
  for (const { key, place } of sends.strays) {
    found.broken({
      told: `A send with the key ${key} is answered or begun where it cannot be.`,
      places: [place],
    })
  }
  checkChangesMade(facts, found)
  return found.done()
}

function whatIsWrong(entry: LedgerEntry, send: Send | undefined): string | null {
  if (send === undefined) return 'was written by nobody'
  if (send.refusedAt !== null) return 'had been refused'
  if (send.room !== entry.room) return `was written in ${send.room}`
  if (entry.sender !== undefined && entry.sender !== send.sender) return `names ${entry.sender} as its writer`
  if (entry.body !== undefined && entry.body !== send.body) return 'is not what was written'
  return null
}
