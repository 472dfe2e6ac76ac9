// I14 Same texts: of a message that was changed, every screen says what the newest change within its entries made of it,
// and below it stand the emoji that the reactions within its entries gave it, first come first.

import { isText, reactionsText, readReaction } from '../bodies.js'
import type { TextsRecord } from '../history.js'
import { isChange } from './changes-in-log.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { LedgerEntry, RoomTruth } from './ledger.js'
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
    const changes = changesOf(truth, record)
    for (const [target, said, wanted] of pairs(record.changed, newestTexts(changes))) {
      found.checked()
      // A change may have been read after its message was deleted, and the deletion not yet.
      if (said === wanted || (said === '' && deleted.has(target))) continue
      found.broken({
        told: `${client} shows the message ${target} of ${room} ${text(said)}; by seq ${record.lastSeq} it is ${text(wanted)}.`,
        where: 'client',
        places: [place],
      })
    }
    for (const [target, said = '', wanted = ''] of pairs(record.reactions, reactions(changes))) {
      found.checked()
      if (said === wanted) continue
      found.broken({
        told: `${client} shows below the message ${target} of ${room} "${said}"; by seq ${record.lastSeq} it is "${wanted}".`,
        where: 'client',
        places: [place],
      })
    }
  }
  return found.done()
}

type Change = LedgerEntry & { target: string }

/** Those on a screen, in the order of the log. */
function changesOf({ entries }: RoomTruth, { firstSeq, lastSeq }: TextsRecord): Change[] {
  const changes: Change[] = []
  for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
    const entry = entries.get(seq)
    if (entry !== undefined && isChange(entry)) changes.push(entry)
  }
  return changes
}

function newestTexts(changes: readonly Change[]): Map<string, Said> {
  const newest = new Map<string, Said>()
  for (const { target, body = null } of changes) if (body === null || isText(body)) newest.set(target, body)
  return newest
}

function reactions(changes: readonly Change[]): Map<string, string> {
  const messages = new Map<string, Map<string, Set<string>>>()
  for (const { target, body } of changes) {
    const reaction = readReaction(body ?? '')
    if (reaction === null) continue
    const { emoji, on, userId } = reaction
    const given = messages.get(target) ?? new Map<string, Set<string>>()
    messages.set(target, given)
    const users = given.get(emoji) ?? new Set()
    if (on) given.set(emoji, users.add(userId))
    else if (users.delete(userId) && users.size === 0) given.delete(emoji)
  }
  return new Map([...messages].map(([target, given]) => [target, reactionsText(given)]))
}

/** What a screen says and what it should say, of each message that either knows of. */
function* pairs<S>(
  says: Iterable<readonly [string, S]>,
  should: ReadonlyMap<string, S>,
): Iterable<[target: string, said: S | undefined, wanted: S | undefined]> {
  const said = new Map(says)
  for (const target of new Set([...should.keys(), ...said.keys()]))
    yield [target, said.get(target), should.get(target)]
}

function text(said: Said | undefined): string {
  if (said === undefined) return 'unchanged'
  return said === null ? 'as deleted' : `with the text ${said}`
}
