import { durationText } from './durations.js'
import { numberText } from './outcome.js'
import type { SecondSummary } from './seconds.js'
import { sumOfKinds, type Tally } from './tally.js'

/** How it goes, in one line. */
export function liveLine(
  second: SecondSummary,
  total: Pick<Tally, 'errors' | 'limits'>,
  clients: number,
): string {
  const { delivery } = second
  return [
    `${Math.round(second.at)} s`.padStart(6),
    `connected ${numberText(second.connected)}/${numberText(clients)}`,
    `sent ${numberText(second.sent)}/s`,
    `delivered ${numberText(second.deliveries)}/s`,
    delivery.count === 0
      ? 'p50 -  p99 -'
      : `p50 ${durationText(delivery.p50)}  p99 ${durationText(delivery.p99)}`,
    ...(second.waiting > 0 ? [`waiting ${numberText(second.waiting)}`] : []),
    `errors ${numberText(sumOfKinds(total.errors))}`,
    ...(sumOfKinds(total.limits) > 0 ? [`limited ${numberText(sumOfKinds(total.limits))}`] : []),
  ].join('  ')
}
