// What one run of a workload is given and what it shows.

import type { Load } from './load.js'
import { openStage, type Stage, type StageOptions } from './stage.js'
import type { Target } from './target.js'

export const WORKLOAD_NAMES = ['m1', 'm2', 'm3', 'm4', 'm5'] as const
export type WorkloadName = (typeof WORKLOAD_NAMES)[number]

export interface RunOptions {
  target: Target
  /** Small sizes, only to see that all works. */
  isQuick: boolean
  /** Environment of the server's processes. */
  env: Readonly<Record<string, string>>
}

/** null: could not be measured, e.g. because no load was in time. */
export type Figures = Readonly<Record<string, number | null>>

export interface RunResult {
  figures: Figures
  /** The loads tried, for plots; in workloads with a rising load. */
  tried: readonly Load[]
}

export interface Workload {
  name: WorkloadName
  title: string
  /** What is done, in a line. */
  method: string
  /** Connections of one server process at most, both workers and nginx counted as one. */
  connections: number
  run(options: RunOptions): Promise<RunResult>
}

/** @throws Error when not all of the people could come in, which would make all that follows mean something else */
export async function withEverybodyIn<T>(
  options: StageOptions,
  work: (stage: Stage, connects: Figures) => Promise<T>,
): Promise<T> {
  await using stage = await openStage(options)
  const { joined, lost, refused, seconds, used } = await stage.connect()
  if (refused.length > 0) throw new Error(`${refused.length} connections were refused: ${refused[0]}`)
  // Whoever was lost tries again, as people do.
  if (lost > 0) await stage.fleet.order('mend', () => null)
  // Awaited here: the stage ends with this function.
  return await work(stage, {
    connects: joined + lost,
    firstFramesLost: lost,
    connectsPerSecond: joined / seconds,
    connectCpuUs: used.cpuUs / joined,
    connectRssKib: used.rssKib / joined,
  })
}

export function mostFigures(most: Load | null): Figures {
  return most === null
    ? { 'most:deliveriesPerSecond': null, 'most:messagesPerSecond': null }
    : loadFigures(most, 'most:')
}

export function loadFigures(load: Load, prefix = ''): Figures {
  const names = {
    messagesPerSecond: load.messagesPerSecond,
    deliveriesPerSecond: load.deliveriesPerSecond,
    undelivered: load.expected - load.delivered,
    p50Ms: load.delivery.p50Ms,
    p99Ms: load.delivery.p99Ms,
    ackP50Ms: load.ack.p50Ms,
    cpuUsPerDelivery: load.cpuUs / load.expected,
    cpuUsPerMessage: load.cpuUs / load.messages,
    redisCpuUsPerMessage: load.redisCpuUs / load.messages,
    bytesPerDelivery: load.bytesPerDelivery,
    generatorCpuUsPerDelivery: load.generatorCpuUs / load.expected,
    generatorLateP99Ms: load.generatorLateP99Ms,
  }
  return Object.fromEntries(Object.entries(names).map(([name, value]) => [prefix + name, value]))
}
