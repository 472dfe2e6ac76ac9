// I15 Same name, topic and pins: every screen says of its room what the entries up to its last one make of it, those that it does
// not show included: who joined late was told it with the answer.

import { readName, readPin, readTopic } from '../bodies.js'
import { isChange } from './changes-in-log.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { RoomTruth } from './ledger.js'
import { mayBeLost } from './lossy.js'

interface Standing {
  /** null: it has the name with which it was made. */
  name: string | null
  topic: string
  pins: string[]
}

export function checkSameStanding(facts: Facts): Judgement {
  const found = judge(
    'I15',
    'All see the same name, topic and pins',
    'names, topics and lists of pins on screens',
  )
  for (const { record, place } of facts.texts) {
    const { client, room, epoch, lastSeq } = record
    const truth = facts.ledger.truth.get(room)
    // As of other texts; and of what was pinned before the oldest entry that is kept nothing can be said.
    if (truth?.epoch !== epoch || truth.oldestSeq > 1 || mayBeLost(facts, record.at)) continue
    const stands = standingAt(truth, lastSeq)
    found.checked()
    if (stands.name !== null && record.name !== stands.name)
      found.broken({
        told: `${client} shows the name ${record.name} of ${room}; by seq ${lastSeq} it is ${stands.name}.`,
        where: 'client',
        places: [place],
      })
    if (record.topic !== stands.topic)
      found.broken({
        told: `${client} shows the topic ${record.topic} of ${room}; by seq ${lastSeq} it is ${stands.topic}.`,
        where: 'client',
        places: [place],
      })
    if (record.pins.join() !== stands.pins.join())
      found.broken({
        told: `${client} shows ${list(record.pins)} pinned in ${room}; by seq ${lastSeq} it is ${list(stands.pins)}.`,
        where: 'client',
        places: [place],
      })
  }
  return found.done()
}

function standingAt({ entries }: RoomTruth, lastSeq: number): Standing {
  const standing: Standing = { name: null, topic: '', pins: [] }
  for (let seq = 1; seq <= lastSeq; seq += 1) {
    const entry = entries.get(seq)
    if (entry === undefined || !isChange(entry) || entry.body === undefined) continue
    const { target, body } = entry
    const isPinned = body === null ? false : readPin(body)
    if (isPinned !== null) {
      const others = standing.pins.filter(mid => mid !== target)
      standing.pins = isPinned ? [target, ...others] : others
    } else if (body !== null) {
      standing.topic = readTopic(body) ?? standing.topic
      standing.name = readName(body) ?? standing.name
    }
  }
  return standing
}

function list(pins: readonly string[]): string {
  return pins.length === 0 ? 'nothing' : pins.join(', ')
}
