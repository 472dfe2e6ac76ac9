// What the tables show, and what the design asks for.

import type { WorkloadName } from './workload.js'

export interface FigureRow {
  workload: WorkloadName
  figure: string
  name: string
  digits: number
}

const STEADY = 'at 20,000 deliveries/s'

export const FIGURE_ROWS: readonly FigureRow[] = [
  { workload: 'm1', figure: 'connectsPerSecond', name: 'connects/s', digits: 0 },
  { workload: 'm1', figure: 'connectCpuUs', name: 'CPU µs per connect, join included', digits: 0 },
  { workload: 'm1', figure: 'rssKibPerConnection', name: 'RSS KiB per connection', digits: 1 },
  {
    workload: 'm1',
    figure: 'idleCpuUsPerConnectionSecond',
    name: 'CPU µs per idle connection and second',
    digits: 1,
  },
  {
    workload: 'm1',
    figure: 'firstFramesLostPer10k',
    name: 'first frames lost per 10,000 connects, all workloads',
    digits: 1,
  },
  { workload: 'm2', figure: 'cpuUsPerDelivery', name: `CPU µs per delivery ${STEADY}`, digits: 1 },
  { workload: 'm2', figure: 'p50Ms', name: `p50 ms ${STEADY}`, digits: 1 },
  { workload: 'm2', figure: 'p99Ms', name: `p99 ms ${STEADY}`, digits: 1 },
  {
    workload: 'm2',
    figure: 'most:deliveriesPerSecond',
    name: 'most deliveries/s with p99 ≤ 200 ms',
    digits: 0,
  },
  { workload: 'm2', figure: 'most:cpuUsPerDelivery', name: 'CPU µs per delivery at the most', digits: 1 },
  {
    workload: 'm2',
    figure: 'quietWorkerPercent',
    name: "% of a busy room's bytes that reach a worker with no member",
    digits: 0,
  },
  { workload: 'm3', figure: 'cpuUsPerMessage', name: 'CPU µs per message at 500 messages/s', digits: 0 },
  { workload: 'm3', figure: 'p50Ms', name: 'p50 ms at 500 messages/s', digits: 1 },
  { workload: 'm3', figure: 'p99Ms', name: 'p99 ms at 500 messages/s', digits: 1 },
  { workload: 'm3', figure: 'most:messagesPerSecond', name: 'most messages/s with p99 ≤ 200 ms', digits: 0 },
  { workload: 'm3', figure: 'most:cpuUsPerMessage', name: 'CPU µs per message at the most', digits: 0 },
  { workload: 'm4', figure: 'connectCpuUs', name: 'CPU µs per connect, join included', digits: 0 },
  { workload: 'm4', figure: 'cpuUsPerDelivery', name: `CPU µs per delivery ${STEADY}`, digits: 1 },
  { workload: 'm4', figure: 'addedCpuUsPerDelivery', name: 'of it added to that of M2', digits: 1 },
  { workload: 'm4', figure: 'p99Ms', name: `p99 ms ${STEADY}`, digits: 1 },
  {
    workload: 'm4',
    figure: 'most:deliveriesPerSecond',
    name: 'most deliveries/s with p99 ≤ 200 ms',
    digits: 0,
  },
  { workload: 'm5', figure: 'connectsPerSecond', name: 'joins/s of 5,000 into one room', digits: 0 },
  {
    workload: 'm5',
    figure: 'stormBytesPerClient',
    name: 'bytes per member about others who join',
    digits: 0,
  },
  {
    workload: 'm5',
    figure: 'cpuUsPerDelivery',
    name: 'CPU µs per delivery at 100,000 deliveries/s',
    digits: 1,
  },
  { workload: 'm5', figure: 'p50Ms', name: 'p50 ms at 100,000 deliveries/s', digits: 1 },
  { workload: 'm5', figure: 'p99Ms', name: 'p99 ms at 100,000 deliveries/s', digits: 1 },
]

export interface Goal {
  workload: WorkloadName
  figure: string
  name: string
  /** Whether the figure is compared with the textbook's or stands for itself. */
  isRatio: boolean
  isHigherBetter: boolean
  must: number
  stretch: number
}

const less = { isRatio: true, isHigherBetter: false } as const
const more = { isRatio: true, isHigherBetter: true } as const
const none = { isRatio: false, isHigherBetter: false, must: 0, stretch: 0 } as const

export const GOALS: readonly Goal[] = [
  {
    workload: 'm2',
    figure: 'cpuUsPerDelivery',
    name: 'M2 at 20,000/s: CPU per delivery',
    ...less,
    must: 0.7,
    stretch: 0.55,
  },
  {
    workload: 'm2',
    figure: 'most:deliveriesPerSecond',
    name: 'M2: most deliveries/s',
    ...more,
    must: 4,
    stretch: 8,
  },
  {
    workload: 'm3',
    figure: 'cpuUsPerMessage',
    name: 'M3: CPU per message, log on',
    ...less,
    must: 0.8,
    stretch: 0.65,
  },
  {
    workload: 'm3',
    figure: 'most:messagesPerSecond',
    name: 'M3: most messages/s, log on',
    ...more,
    must: 1.8,
    stretch: 2.4,
  },
  {
    workload: 'm1',
    figure: 'connectCpuUs',
    name: 'M1: CPU per connect with session',
    ...less,
    must: 0.6,
    stretch: 0.45,
  },
  {
    workload: 'm1',
    figure: 'connectsPerSecond',
    name: 'M1: connects/s with session',
    ...more,
    must: 1.8,
    stretch: 2.5,
  },
  {
    workload: 'm1',
    figure: 'rssKibPerConnection',
    name: 'M1: memory per connection',
    ...less,
    must: 0.7,
    stretch: 0.5,
  },
  { workload: 'm1', figure: 'firstFramesLostPer10k', name: 'first frames lost per 10,000 connects', ...none },
  {
    workload: 'm2',
    figure: 'quietWorkerPercent',
    name: "M2: % of a busy room's bytes into a worker with no member",
    ...none,
  },
  {
    workload: 'm4',
    figure: 'addedCpuUsPerDelivery',
    name: 'M4: CPU per delivery added by nginx',
    ...less,
    must: 1,
    stretch: 1,
  },
  {
    workload: 'm5',
    figure: 'p99Ms',
    name: 'M5: p99 ms in a room of 5,000, presence and typing on',
    isRatio: false,
    isHigherBetter: false,
    must: 200,
    stretch: 100,
  },
]
