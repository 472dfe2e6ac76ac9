// What all processes told, second by second and in all. Always true:
//  - every report counts once, in its second or, when it comes very late, in the oldest one that is still open;
//  - only the newest seconds hold their latencies one by one, so that a run of hours needs little memory.

import type { Told } from './generator-protocol.js'
import { addLatencies, createLatencies, type Latencies, type LatencySummary } from './latency.js'
import { addTally, type CountName, createTally, sumOfKinds, type Tally } from './tally.js'

/** How long a second waits for processes that are late. */
const OPEN_SECONDS = 10

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
  const closed: SecondSummary[] = []
  const open = new Map<number, Second>()
  let firstOpen = Number.NEGATIVE_INFINITY
  const total = createTally()
  const latencies = createLatencies()
  const servedBy = new Set<string>()

  const inOrder = () => [...open.entries()].sort(([a], [b]) => a - b)
  const summaries = (of: readonly [number, Second][]) =>
    of.map(([at, second]) => summaryOf(at - startSecond, second))

  function closeBefore(second: number) {
    if (second <= firstOpen) return
    firstOpen = second
    const late = inOrder().filter(([at]) => at < second)
    closed.push(...summaries(late))
    for (const [at] of late) open.delete(at)
  }

  return {
    total,
    latencies,
    servedBy: () => [...servedBy].sort(),
    add(told) {
      const at = Math.max(told.second, firstOpen)
      const second = open.get(at) ?? { ...createTally(), latencies: createLatencies(), told: [] }
      open.set(at, second)
      second.told.push(told)
      for (const tally of [second, total]) addTally(tally, told)
      for (const to of [second.latencies, latencies]) addLatencies(to, told.latencies)
      for (const one of told.servedBy) servedBy.add(one)
      closeBefore(told.second - OPEN_SECONDS)
    },
    list: () => [...closed, ...summaries(inOrder())],
    newest() {
      const complete = inOrder().filter(([, { told }]) => told.length >= generators)
      return summaries(complete.slice(-1))[0] ?? null
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
