// Ours beside the textbook's: the same workload, the same faults, the same judge.

import type { InvariantResult, Verdict } from '../checker/verdict.js'
import { outcomeOf } from './summary.js'
import { columns, milliseconds, whole } from './texts.js'

export function comparisonLines(ours: Verdict, theirs: Verdict): string[] {
  const promises = ours.invariants.map(result => {
    const other = theirs.invariants.find(({ id }) => id === result.id)
    return [result.id, result.title, cell(result), other === undefined ? '' : cell(other)]
  })
  const lost = ours.invariants.find(({ id }) => id === 'I1')
  const figure = (name: string, of: (verdict: Verdict) => string) => ['', name, of(ours), of(theirs)]
  return [
    '',
    ...columns([
      ['', '', 'Hubbub', 'Textbook cluster'],
      ...promises,
      [
        '',
        'Acked, and missed by one who never went away',
        whole(lost?.broken ?? 0),
        whole(theirs.figures.missedByStayers),
      ],
      figure('Messages acked', ({ figures }) => whole(figures.acks)),
      figure('Messages without an ack', ({ figures }) => whole(figures.unknown)),
      figure('Entries shown', ({ figures }) => whole(figures.shown)),
      figure(
        'Ack, p50 and p99',
        ({ figures: { ackMs } }) => `${milliseconds(ackMs.p50)}, ${milliseconds(ackMs.p99)}`,
      ),
      figure('Longest time without any ack', ({ figures }) => milliseconds(figures.longestWithoutAckMs)),
    ]),
    '',
  ]
}

function cell(result: InvariantResult): string {
  const { checked, unit } = result
  return checked === 0 ? outcomeOf(result) : `${outcomeOf(result)} (${whole(checked)} ${unit})`
}
