// I8 Honest resume: who resumes gets exactly what is missing or is told why not, with the true reason; whoever was shown
// an entry that is gone was told so by a resync.

import { isThere } from './clients.js'
import { endOf, type Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { LedgerEntry } from './ledger.js'
import { isShown, type Life } from './life.js'
import { currentLife } from './views.js'

export function checkHonestResume(facts: Facts): Judgement {
  const { views } = facts
  const found = judge('I8', 'A resume tells the truth', 'resumes')
  found.checked(views.counts.resumes)
  for (const { kind, view, told, epoch, seq, places } of views.irregularities) {
    if (kind !== 'dishonest') continue
    const { client, room } = view
    found.broken({ told: `${client} in ${room} ${told}.`, about: { room, epoch, seq, client }, places })
  }
  checkDivergence(facts, found)
  return found.done()
}

function checkDivergence(facts: Facts, found: Judge): void {
  const { ledger, views, clients } = facts
  const endAt = endOf(facts)
  const lost = new Map<string, LedgerEntry[]>()
  for (const entry of ledger.entries()) {
    if (ledger.fate(entry) !== 'lost') continue
    const inEpoch = lost.get(`${entry.room}\n${entry.epoch}`) ?? []
    lost.set(`${entry.room}\n${entry.epoch}`, inEpoch)
    inEpoch.push(entry)
  }
  if (lost.size === 0) return
  for (const view of views.all()) {
    const life = currentLife(view, endAt)
    if (life === undefined || !isThere(clients.get(view.client), endAt)) continue
    const { room, client } = view
    const entries = lost.get(`${room}\n${life.epoch}`) ?? []
    const entry = entries.find(each => showsThis(life, each, ledger.first(room, life.epoch, each.seq)))
    if (entry === undefined) continue
    found.broken({
      told: `${client} still shows seq ${entry.seq} of ${room}, which is not in the log, and was told nothing.`,
      about: { room, epoch: entry.epoch, seq: entry.seq, key: entry.key, client },
      places: [entry.place],
    })
  }
}

function showsThis(life: Life, entry: LedgerEntry, first: LedgerEntry | undefined): boolean {
  if (!isShown(life, entry.seq)) return false
  return (life.odd.get(entry.seq) ?? first?.mid) === entry.mid
}
