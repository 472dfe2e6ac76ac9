// I14 Same texts: of a message that was changed, every screen says what the newest change within its entries made of it.

import type { TextsRecord } from '../history.js'
import { isChange } from './changes-in-log.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { RoomTruth } from './ledger.js'
import { mayBeLost } from './lossy.js'

type Said = string | null

export function checkSameTexts(facts: Facts): Judgement {
  const found = judge('I14', 'All see the same texts', 'changed messages on screens')
  for (const { record, place } of facts.texts) {
    const { client, room, epoch } = record
    const truth = facts.ledger.truth.get(room)
    // A screen of another life of the log is compared with nothing, nor is one from before a loss that was allowed.
    if (truth?.epoch !== epoch || mayBeLost(facts, record.at)) continue
    const deleted = new Set<string>()
    for (const entry of truth.entries.values())
      if (isChange(entry) && entry.body === null) deleted.add(entry.target)
    const says = new Map<string, Said>(record.changed)
    const should = newestChanges(truth, record)
    for (const target of new Set([...should.keys(), ...says.keys()])) {
      found.checked()
      const [said, wanted] = [says.get(target), should.get(target)]
      // A change may have been read after its message was deleted, and the deletion not yet.
      if (said === wanted || (said === '' && deleted.has(target))) continue
      found.broken({
        told: `${client} shows the message ${target} of ${room} ${text(said)}; by seq ${record.lastSeq} it is ${text(wanted)}.`,
        where: 'client',
        places: [place],
      })
    }
  }
  return found.done()
}

function newestChanges({ entries }: RoomTruth, { firstSeq, lastSeq }: TextsRecord): Map<string, Said> {
  const newest = new Map<string, Said>()
  for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
    const entry = entries.get(seq)
    if (entry !== undefined && isChange(entry)) newest.set(entry.target, entry.body ?? null)
  }
  return newest
}

function text(said: Said | undefined): string {
  if (said === undefined) return 'unchanged'
  return said === null ? 'as deleted' : `with the text ${said}`
}
