// The part of I2 that is about changes, reactions, pins, topics, names and restrictions: each was made by the one it names, as it was made, was not refused, and
// is of a message that was there and not deleted, and of the same sender if it changes the text.

import { isText, NAME, readRestriction, TOPIC } from '../bodies.js'
import type { Change } from './changes.js'
import { changesInLogs, isChange } from './changes-in-log.js'
import type { Facts } from './facts.js'
import type { Judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'

export function checkChangesMade(facts: Facts, found: Judge): void {
  const { ledger, changes } = facts
  const messages = new Map<string, LedgerEntry>()
  for (const entry of ledger.entries()) if (typeof entry.key === 'string') messages.set(entry.mid, entry)
  const restarted = roomsWithSeveralEpochs(facts)
  for (const entry of ledger.entries()) {
    // Whose text nobody tells any more is known by its message alone.
    if (!isChange(entry) || entry.body === undefined) continue
    found.checked()
    const change = changes.get(entry.target, entry.body)
    // Made again after its log began a new life, one that stands already cannot be told from one that may not be.
    const mayStand = change?.refusal === 'not_found' && restarted.has(entry.room)
    const refusedPlace = mayStand ? null : (change?.refusedPlace ?? null)
    const wrong = refusedPlace ? 'had been refused' : whatIsWrong(entry, change, messages.get(entry.target))
    if (wrong !== null) tell(found, entry, wrong, refusedPlace)
  }
  checkNoneAfterDeletion(facts, found)
  for (const { target, place } of changes.strays)
    found.broken({ told: `A change of ${target} is answered or begun where it cannot be.`, places: [place] })
}

function whatIsWrong(
  { room, sender }: LedgerEntry,
  change: Change | undefined,
  message: LedgerEntry | undefined,
): string | null {
  if (change === undefined) return 'was made by nobody'
  if (change.room !== room) return `was made in ${change.room}`
  if (sender !== undefined && sender !== change.sender) return `names ${sender} as its sender`
  if ([TOPIC, NAME].includes(change.target) || readRestriction(change.body ?? '') !== null) return null
  if (message === undefined || message.room !== room) return 'is of no message of this room'
  const isOwn = isText(change.body ?? '')
  if (isOwn && message.sender !== undefined && message.sender !== change.sender)
    return `is of a message of ${message.sender}`
  return null
}

function checkNoneAfterDeletion({ ledger }: Facts, found: Judge): void {
  const deleted = new Set<string>()
  for (const entry of changesInLogs(ledger)) {
    if (deleted.has(entry.target)) tell(found, entry, 'is of a message that had been deleted', null)
    if (entry.body === null) deleted.add(entry.target)
  }
}

function roomsWithSeveralEpochs({ ledger }: Facts): Set<string> {
  const first = new Map<string, string>()
  const several = new Set<string>()
  for (const { room, epoch } of ledger.entries()) {
    if ((first.get(room) ?? epoch) !== epoch) several.add(room)
    first.set(room, epoch)
  }
  return several
}

function tell(found: Judge, entry: LedgerEntry, wrong: string, refusedPlace: number | null): void {
  const { room, epoch, seq, place } = entry
  found.broken({
    told: `The change at seq ${seq} of ${room} ${wrong}.`,
    about: { room, epoch, seq },
    places: [place, ...(refusedPlace === null ? [] : [refusedPlace])],
  })
}
