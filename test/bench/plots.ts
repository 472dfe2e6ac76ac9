// How each target behaves as the load rises, from the round that is the median one.

import { linePlot, type PlotLine } from '../report/line-plot.js'
import type { Load } from './load.js'
import { medianRun, type Results, runsOf } from './results.js'
import { LATENCY_LIMIT_MS } from './rising-load.js'
import { TARGET_NAMES } from './wires.js'
import type { WorkloadName } from './workload.js'

export interface NamedPlot {
  /** Of the picture's file in docs/images. */
  file: string
  title: string
  svg: string
}

/** Higher ones say only that the load is too much. */
const HIGHEST_MS = 2 * LATENCY_LIMIT_MS
const LIMIT_NAME = 'limit'

interface PlotPlan {
  workload: WorkloadName
  file: string
  title: string
  unit: string
  xUnit: string
  figure: string
  x: (load: Load) => number
  y: (load: Load) => number
  limit?: number
}

const p99Ms = (load: Load) =>
  load.delivered < load.expected ? HIGHEST_MS : Math.min(HIGHEST_MS, load.delivery.p99Ms)
const perDelivery = {
  x: (load: Load) => load.deliveriesPerSecond,
  xUnit: 'deliveries/s',
  figure: 'most:deliveriesPerSecond',
}
const perMessage = {
  x: (load: Load) => load.messagesPerSecond,
  xUnit: 'messages/s',
  figure: 'most:messagesPerSecond',
}
const latency = { unit: 'ms', y: p99Ms, limit: LATENCY_LIMIT_MS }

const PLANS: readonly PlotPlan[] = [
  {
    workload: 'm2',
    file: 'bench-one-room-p99',
    title: 'One room of 1,000: 99th percentile of latency',
    ...latency,
    ...perDelivery,
  },
  {
    workload: 'm2',
    file: 'bench-one-room-cpu',
    title: 'One room of 1,000: processor time per delivery',
    unit: 'µs',
    y: load => load.cpuUs / load.expected,
    ...perDelivery,
  },
  {
    workload: 'm3',
    file: 'bench-small-rooms-p99',
    title: '1,000 rooms of 10: 99th percentile of latency',
    ...latency,
    ...perMessage,
  },
  {
    workload: 'm4',
    file: 'bench-nginx-p99',
    title: 'One room through nginx: 99th percentile of latency',
    ...latency,
    ...perDelivery,
  },
]

export function plotsOf(results: Results): NamedPlot[] {
  return PLANS.filter(({ workload }) => runsOf(results, { workload }).length > 0).map(plan => {
    const { file, title, unit, xUnit, limit } = plan
    const lines = TARGET_NAMES.map(target => lineOf(results, plan, target)).filter(
      ({ points }) => points.length > 0,
    )
    const xs = lines.flatMap(({ points }) => points.map(([x]) => x))
    const bound: PlotLine[] =
      limit === undefined
        ? []
        : [
            {
              name: LIMIT_NAME,
              points: [
                [Math.min(...xs), limit],
                [Math.max(...xs), limit],
              ],
            },
          ]
    return {
      file,
      title,
      svg: linePlot({ title, unit, xUnit, isXLogarithmic: true, lines: [...lines, ...bound] }),
    }
  })
}

function lineOf(
  results: Results,
  { workload, figure, x, y }: PlotPlan,
  target: (typeof TARGET_NAMES)[number],
): PlotLine {
  const tried = medianRun(results, { workload, target }, figure)?.tried ?? []
  const points = tried.map(load => [x(load), y(load)] as const).toSorted(([a], [b]) => a - b)
  return { name: target, points }
}
