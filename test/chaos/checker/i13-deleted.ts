// I13 Deletion: a reading of the log that began when a deletion was known to stand tells neither what the message said nor
// what it had been changed to; and no text is left out that nobody deleted.

import { isText } from '../bodies.js'
import { changesInLogs } from './changes-in-log.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'

export function checkDeleted(facts: Facts): Judgement {
  const { readings, changes } = facts
  const found = judge('I13', 'Deleted texts, and no others, are told no more', 'deleted texts')
  for (const { deletion, texts } of deletedTexts(facts)) {
    const change = changes.get(deletion.target, null)
    const knownAt = Math.min(deletion.firstAt, change?.ackedAt ?? Number.POSITIVE_INFINITY)
    for (const entry of texts) {
      found.checked()
      const { room, epoch, seq, key } = entry
      const telling = readings.lastTelling(entry)
      if (telling === undefined || telling.begunAt <= knownAt) continue
      found.broken({
        told: `A reading of ${room} told the text at seq ${seq} that had been deleted at seq ${deletion.seq} before it began.`,
        about: { room, epoch, seq, key },
        places: [telling.place, deletion.place, ...(change?.ackPlace ? [change.ackPlace] : [])],
      })
    }
  }
  for (const [entry, place] of readings.leftOut) {
    const deletion = changes.get(entry.target ?? entry.mid, null)
    if (deletion !== undefined && deletion.refusal === null) continue
    const { room, epoch, seq, key } = entry
    found.broken({
      told: `The text at seq ${seq} of ${room} was left out, and its message was not deleted.`,
      about: { room, epoch, seq, key },
      places: [place],
    })
  }
  return found.done()
}

/** Each deletion that stands, with its message and the other changes of its text. */
function* deletedTexts({
  ledger,
}: Facts): Iterable<{ deletion: LedgerEntry & { target: string }; texts: LedgerEntry[] }> {
  const texts = new Map<string, LedgerEntry[]>()
  for (const { entries } of ledger.truth.values()) {
    for (const entry of entries.values()) {
      if (typeof entry.body !== 'string' || !isText(entry.body)) continue
      const message = entry.target ?? entry.mid
      texts.set(message, [...(texts.get(message) ?? []), entry])
    }
  }
  for (const deletion of changesInLogs(ledger)) {
    if (deletion.body === null) yield { deletion, texts: texts.get(deletion.target) ?? [] }
  }
}
