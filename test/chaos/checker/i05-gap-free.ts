// I5 Gap-free and in order: the log has every seq; a reader is shown one after the other, across drops and resumes too. It
// may jump only when it was told to by a resync.

import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import { whereLost } from './i01-no-loss.js'

export function checkGapFree({ ledger, views }: Facts): Judgement {
  const found = judge('I5', 'Every reader is shown all, in order', 'entries shown')
  found.checked(views.counts.shown)
  for (const [room, { epoch, oldestSeq, headSeq, entries }] of ledger.truth) {
    for (let seq = oldestSeq; seq <= headSeq; seq += 1) {
      if (entries.has(seq)) continue
      const told = `The log of ${room} has seq ${headSeq} and no seq ${seq}.`
      found.broken({ told, about: { room, epoch, seq }, where: 'log' })
    }
  }
  for (const { kind, view, told, epoch, seq, key, places } of views.irregularities) {
    if (kind !== 'gap' && kind !== 'backwards' && kind !== 'jump') continue
    const { client, room } = view
    found.broken({
      told: `${client} in ${room} ${told}.`,
      about: { room, epoch, seq, key, client },
      // At a gap, what is missing is the one before.
      where: kind === 'gap' ? whereLost(view, epoch, seq - 1) : 'client',
      places,
    })
  }
  return found.done()
}
