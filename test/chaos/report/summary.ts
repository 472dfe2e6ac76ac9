// What the report tells, as rows of text, for the page and the terminal alike.

import type { Figures, InvariantResult, Verdict } from '../checker/verdict.js'
import { duration, milliseconds, whole } from './texts.js'

export function titleOf({ run, figures }: Verdict): string {
  const what = run.server === 'hubbub' ? 'Hubbub' : 'The textbook cluster'
  const build = run.broken === undefined ? '' : `, broken on purpose: ${run.broken}`
  return `${what}${build}: seed ${run.seed}, profile ${run.profile}, ${duration(figures.durationMs)}`
}

export function verdictText({ isGood, unusable, invariants, figures }: Verdict): string {
  if (unusable.length > 0) return `No verdict: ${unusable.join(' ')}`
  const broken = invariants.filter(each => each.broken > 0).map(({ id }) => id)
  if (!isGood) return `Promises broken: ${broken.join(', ')}.`
  const { length } = figures.faults
  return `All promises held through ${length} ${length === 1 ? 'fault' : 'faults'}.`
}

export function outcomeOf({ checked, broken }: InvariantResult): string {
  if (broken > 0) return `broken ${whole(broken)} ${broken === 1 ? 'time' : 'times'}`
  return checked === 0 ? 'nothing to check' : 'held'
}

/** How often the gravest promises were broken. */
export function tolls(verdict: Verdict): { lost: number; doubled: number; reordered: number; gaps: number } {
  const times = (...ids: string[]) =>
    verdict.invariants.reduce((sum, { id, broken }) => sum + (ids.includes(id) ? broken : 0), 0)
  return { lost: times('I1'), doubled: times('I3'), reordered: times('I4', 'I6'), gaps: times('I5', 'I8') }
}

export function figureRows(figures: Figures): [string, string][] {
  const { ackMs, showMs, revokedMs, presenceMs, changes } = figures
  return [
    ['Clients, rooms', `${whole(figures.clients)}, ${whole(figures.rooms)}`],
    [
      'Messages written',
      `${whole(figures.sends)}: ${whole(figures.acks)} acked (${whole(figures.retriedAcks)} of them after a retry), ${whole(figures.refused)} refused, ${whole(figures.unknown)} without an ack`,
    ],
    [
      'Changes, reactions, pins and topics',
      `${whole(changes.made)}: ${whole(changes.acked)} acked (${whole(changes.deletions)} of them deletions, ${whole(changes.reactions)} reactions), ${whole(changes.refused)} refused, ${whole(changes.unknown)} without an answer`,
    ],
    [
      'Entries delivered',
      `${whole(figures.deliveries)} (${whole(figures.byJoin)} by joins, ${whole(figures.byHistory)} read back), ${whole(figures.shown)} shown`,
    ],
    ['Came twice on the wire', `${whole(figures.rawDuplicates)} entries, each shown once`],
    ['Resumes, resyncs', `${whole(figures.resumes)}, ${whole(figures.resyncs)}`],
    ['Lost by a fault that may lose', `${whole(figures.lostByFault)} acked messages`],
    ['Ack', times(ackMs)],
    ['Longest time without any ack', milliseconds(figures.longestWithoutAckMs)],
    ['From the first sign of an entry to each screen', times(showMs)],
    ['Revoked session closed', times(revokedMs)],
    ['Presence right after all was quiet', times(presenceMs)],
  ]
}

function times({ count, p50, p99, max }: Figures['ackMs']): string {
  if (count === 0) return 'none'
  return `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, at most ${milliseconds(max)} (${whole(count)})`
}
