// I16 Restrictions hold: in the log nothing stands that somebody wrote while they were muted or banned there, but deletions of
// the muted; and of whoever was banned no connection hears anything of the room that stands behind the ban.

import { readRestriction } from '../bodies.js'
import { isChange } from './changes-in-log.js'
import type { Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'
import { mayBeLost } from './lossy.js'

/** The entry that restricts somebody. */
interface Standing {
  how: 'muted' | 'banned'
  entry: LedgerEntry
}

export function checkRestricted(facts: Facts): Judgement {
  const found = judge('I16', 'Restrictions hold', 'restrictions in logs')
  for (const { entries } of facts.ledger.truth.values()) {
    const standing = new Map<string, Standing>()
    for (const [, entry] of [...entries].sort(([a], [b]) => a - b)) {
      const restricts = isChange(entry) ? readRestriction(entry.body ?? '') : null
      if (isChange(entry) && restricts !== null) {
        found.checked()
        if (restricts === 'lifted') standing.delete(entry.target)
        else standing.set(entry.target, { how: restricts, entry })
      } else {
        const own = standing.get(entry.sender ?? '')
        if (own !== undefined && isForbidden(entry, own) && !mayBeLost(facts, own.entry.firstAt))
          tellWritten(found, entry, own)
      }
    }
    for (const [user, { how, entry }] of standing) if (how === 'banned') checkHeard(facts, found, user, entry)
  }
  return found.done()
}

/** Who is muted may still take back what they have said, and leave, come again or let others in. */
function isForbidden(entry: LedgerEntry, { how }: Standing): boolean {
  const isDeletion = isChange(entry) && entry.body === null
  const saysSomething = entry.key !== null || isChange(entry)
  return how === 'banned' || (saysSomething && !isDeletion)
}

function tellWritten(found: Judge, entry: LedgerEntry, { how, entry: by }: Standing): void {
  const { room, epoch, seq, key, sender, place } = entry
  found.broken({
    told: `${sender} wrote seq ${seq} of ${room}, ${how} there since seq ${by.seq}.`,
    about: { room, epoch, seq, key },
    places: [place, by.place],
  })
}

function checkHeard({ clients }: Facts, found: Judge, user: string, ban: LedgerEntry): void {
  for (const [client, { user: whose, heard }] of clients.all()) {
    const last = heard.get(ban.room)
    if (whose !== user || last === undefined || last.epoch !== ban.epoch || last.seq <= ban.seq) continue
    const { room, epoch, seq, key, place } = last
    found.broken({
      told: `${client} was sent seq ${seq} of ${room}, from which ${user} was banned at seq ${ban.seq}.`,
      about: { room, epoch, seq, key, client },
      places: [place, ban.place],
    })
  }
}
