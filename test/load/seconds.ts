// What all processes told, second by second and in all.

import type { Told } from './generator-protocol.js'
import { addLatencies, createLatencies, type Latencies, type LatencySummary } from './latency.js'
import { addTally, type CountName, createTally, sumOfKinds, type Tally } from './tally.js'

export interface SecondSummary extends Record<CountName, number> {
  /** Seconds since the start. */
  at: number
  delivery: LatencySummary
  ack: LatencySummary
  connected: number
  waiting: number
  errors: number
  limited: number
  /** Of the processes of the test: processor time used, and the longest stall of an event loop. */
  generatorCpuMs: number
  generatorLagMs: number
}

export interface Seconds {
  add(told: Told): void
  list(): SecondSummary[]
  /** The newest second that all have told of. */
  newest(): SecondSummary | null
  readonly total: Tally
  readonly latencies: Latencies
  servedBy(): string[]
}

interface Second extends Tally {
  latencies: Latencies
  told: Told[]
}

export function createSeconds(startSecond: number, generators: number): Seconds {
  const seconds = new Map<number, Second>()
  const total = createTally()
  const latencies = createLatencies()
  const servedBy = new Set<string>()

  return {
    total,
    latencies,
    servedBy: () => [...servedBy].sort(),
    add(told) {
      const second = seconds.get(told.second) ?? { ...createTally(), latencies: createLatencies(), told: [] }
      seconds.set(told.second, second)
      second.told.push(told)
      for (const tally of [second, total]) addTally(tally, told)
      for (const to of [second.latencies, latencies]) addLatencies(to, told.latencies)
      for (const one of told.servedBy) servedBy.add(one)
    },
    list: () =>
      [...seconds.entries()]
        .sort(([a], [b]) => a - b)
        .map(([at, second]) => summaryOf(at - startSecond, second)),
    newest() {
      const complete = [...seconds.entries()].filter(([, { told }]) => told.length >= generators)
      const last = complete.sort(([a], [b]) => a - b).at(-1)
      return last ? summaryOf(last[0] - startSecond, last[1]) : null
    },
  }
}

function summaryOf(at: number, { counts, errors, limits, latencies, told }: Second): SecondSummary {
  const sum = (of: (one: Told) => number) => told.reduce((all, one) => all + of(one), 0)
  return {
    at,
    ...counts,
    delivery: latencies.delivery.summary(),
    ack: latencies.ack.summary(),
    connected: sum(one => one.connected),
    waiting: sum(one => one.waiting),
    errors: sumOfKinds(errors),
    limited: sumOfKinds(limits),
    generatorCpuMs: sum(one => one.cpuMs),
    generatorLagMs: Math.max(...told.map(one => one.loopLagMs)),
  }
}
