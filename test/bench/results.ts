// All that was measured, and its medians. Kept as JSON beside each report and, for the figures in the docs, in
// docs/performance.json.

import { type Machine, machineText } from '../report/machine.js'
import type { WireName } from './wires.js'
import type { RunResult, WorkloadName } from './workload.js'

export interface Run extends RunResult {
  workload: WorkloadName
  target: WireName
  round: number
  /** When it ended, in UTC. */
  at: string
  machine: Machine
}

export interface Results {
  isQuick: boolean
  runs: readonly Run[]
}

/** By workload, target and figure. */
export type Medians = Record<string, Record<string, Record<string, number>>>

/** A workload with the target that was measured. */
export interface Of {
  workload: WorkloadName
  target: WireName
}

export function runsOf({ runs }: Results, of: Partial<Of>): Run[] {
  return runs.filter(
    ({ workload, target }) => workload === (of.workload ?? workload) && target === (of.target ?? target),
  )
}

/** Over all rounds; null where no round has the figure. */
export function medianOf(results: Results, of: Of, figure: string): number | null {
  if (figure === 'firstFramesLostPer10k') return firstFramesLost(results, of.target)
  if (figure === 'addedCpuUsPerDelivery') return addedByNginx(results, of.target)
  const values = runsOf(results, of).flatMap(({ figures }) => figures[figure] ?? [])
  return median(values)
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The round whose highest load is the median: what plots show. */
export function medianRun(results: Results, of: Of, figure: string): Run | undefined {
  const runs = runsOf(results, of).toSorted((a, b) => (a.figures[figure] ?? 0) - (b.figures[figure] ?? 0))
  return runs[Math.floor((runs.length - 1) / 2)]
}

/** By workload and target, every figure: what is kept for others to calculate with. */
export function mediansOf(results: Results): Medians {
  const medians: Medians = {}
  for (const { workload, target, figures } of results.runs) {
    const values = Object.keys(figures).flatMap(figure => {
      const value = medianOf(results, { workload, target }, figure)
      return value === null ? [] : [[figure, Number(value.toPrecision(4))]]
    })
    medians[workload] = { ...medians[workload], [target]: Object.fromEntries(values) }
  }
  return medians
}

/** From here on the machine was too busy with other things for figures to mean much. */
export const LATE_MS = 20

/** Its one load alone fills two cores: there the generator is late because of it, and its latencies have that in them. */
const FILLS_THE_MACHINE: WorkloadName = 'm5'

/** Runs in which the generator itself was late at the steady load, each in a few words. */
export function disturbedRuns({ runs }: Results): string[] {
  return runs.flatMap(({ workload, round, target, figures }) => {
    const lateMs = figures.generatorLateP99Ms ?? 0
    return lateMs > LATE_MS && workload !== FILLS_THE_MACHINE
      ? [`${workload} round ${round} ${target} (${Math.round(lateMs)} ms late)`]
      : []
  })
}

/** Each machine and version that runs were made on, and in how many rounds of which workloads. */
export function machinesOf({ runs }: Results): string[] {
  const rounds = new Map<string, Map<string, Set<number>>>()
  for (const { machine, workload, round } of runs) {
    const text = machineText(machine)
    const workloads = rounds.get(text) ?? new Map<string, Set<number>>()
    rounds.set(text, workloads.set(workload, (workloads.get(workload) ?? new Set()).add(round)))
  }
  return [...rounds].map(([machine, workloads]) => {
    const each = [...workloads].map(
      ([name, { size }]) => `${name.toUpperCase()} ${size === 1 ? 'once' : `${size} times`}`,
    )
    return `${each.join(', ')}: ${machine}`
  })
}

// They are so rare that all connects of all workloads are needed to see them.
function firstFramesLost(results: Results, target: WireName): number | null {
  const runs = runsOf(results, { target })
  const total = (figure: string) => runs.reduce((sum, { figures }) => sum + (figures[figure] ?? 0), 0)
  return total('connects') > 0 ? (total('firstFramesLost') / total('connects')) * 10_000 : null
}

function addedByNginx(results: Results, target: WireName): number | null {
  const through = medianOf(results, { workload: 'm4', target }, 'cpuUsPerDelivery')
  const direct = medianOf(results, { workload: 'm2', target }, 'cpuUsPerDelivery')
  return through === null || direct === null ? null : through - direct
}
