// npm run bench: our server beside its peers, in rounds that take turns, so that what drifts on this machine drifts for
// all of them.

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describeMachine } from '../report/machine.js'
import { root } from '../support/root.js'
import { idle } from './idle.js'
import { largeRoom } from './large-room.js'
import { oneRoom } from './one-room.js'
import { BadOption, type Options, parseOptions, USAGE } from './options.js'
import { openFilesAllowed } from './processes.js'
import { disturbedRuns, LATE_MS, type Results, type Run } from './results.js'
import { smallRooms } from './small-rooms.js'
import { figuresTable, goalsTable, numberText, plainTable } from './tables.js'
import { throughNginx } from './through-nginx.js'
import type { Workload } from './workload.js'
import { writeDocs, writeReport } from './write-report.js'

const WORKLOADS: readonly Workload[] = [idle, oneRoom, smallRooms, throughNginx, largeRoom]
/** Beside its connections a process has files of its own open. */
const OTHER_FILES = 200

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.isHelpWanted) console.log(USAGE)
  else await bench(options)
} catch (error) {
  if (!(error instanceof BadOption)) throw error
  console.error(`bench: ${error.message} (--help tells what there is)`)
  process.exitCode = 2
}

async function bench(options: Options): Promise<void> {
  const { isQuick } = options
  const out = resolve(options.out)
  const workloads = WORKLOADS.filter(({ name }) => options.workloads.includes(name))
  mustHaveFiles(workloads, isQuick)
  let results: Results = { isQuick, runs: options.isAdded ? runsBefore(out, isQuick) : [] }
  for (const workload of workloads) {
    for await (const run of runInTurns(workload, options, results)) {
      results = { isQuick, runs: [...results.runs, run] }
      // After each one, so that little is lost when it is interrupted.
      await writeReport(out, results, WORKLOADS)
    }
  }
  console.log(`\n${plainTable(figuresTable(results))}\n`)
  if (!isQuick) console.log(`${plainTable(goalsTable(results))}\n`)
  console.log(`Report: ${join(out, 'bench.html')}, figures: ${join(out, 'bench.json')}`)
  if (options.writesDocs) await writeDocsUnlessDisturbed(results)
}

async function writeDocsUnlessDisturbed(results: Results): Promise<void> {
  const disturbed = disturbedRuns(results)
  if (disturbed.length === 0) return writeDocs(results)
  console.error(`bench: the docs are left as they are, this machine was too busy: ${disturbed.join(', ')}`)
  process.exitCode = 1
}

async function* runInTurns(workload: Workload, options: Options, before: Results): AsyncGenerator<Run> {
  const machine = describeMachine()
  const done = before.runs.filter(run => run.workload === workload.name).map(({ round }) => round)
  const first = Math.max(0, ...done) + 1
  for (let round = first; round < first + options.rounds; round += 1) {
    for (const target of options.targets) {
      const begun = performance.now()
      const result = await workload.run({ target, isQuick: options.isQuick, env: profiling(options) })
      const run: Run = {
        workload: workload.name,
        target: target.name,
        round,
        at: new Date().toISOString(),
        machine,
        ...result,
      }
      console.log(progressLine(run, (performance.now() - begun) / 1e3))
      yield run
    }
  }
}

function progressLine({ workload, round, target, figures }: Run, seconds: number): string {
  const told = {
    'µs/connect': figures.connectCpuUs,
    'µs/delivery': figures.cpuUsPerDelivery,
    'p99 ms': figures.p99Ms,
    'most deliveries/s': figures['most:deliveriesPerSecond'],
  }
  const parts = Object.entries(told).flatMap(([name, value]) =>
    typeof value === 'number' ? `${numberText(value, value < 100 ? 1 : 0)} ${name}` : [],
  )
  const late = figures.generatorLateP99Ms ?? 0
  if (late > LATE_MS) parts.push(`the generator itself was ${numberText(late, 0)} ms late`)
  return `${workload} round ${round} ${target.padEnd(8)} ${parts.join(', ')} (${Math.round(seconds)} s)`
}

function runsBefore(out: string, isQuick: boolean): readonly Run[] {
  const path = join(out, 'bench.json')
  if (!existsSync(path)) return []
  const results: Results = JSON.parse(readFileSync(path, 'utf8'))
  if (results.isQuick !== isQuick) throw new BadOption(`--add: the rounds in ${path} are of other sizes`)
  return results.runs
}

function profiling({ profiles }: Options): Record<string, string> {
  if (profiles === null) return {}
  const dir = resolve(profiles)
  mkdirSync(dir, { recursive: true })
  return { NODE_OPTIONS: `--import=${root}/test/dist/bench/take-profile.js`, PROFILES_TO: dir }
}

function mustHaveFiles(workloads: readonly Workload[], isQuick: boolean): void {
  const needed = Math.max(...workloads.map(({ connections }) => connections)) + OTHER_FILES
  const allowed = openFilesAllowed()
  if (!isQuick && allowed < needed)
    throw new BadOption(
      `${needed} open files are needed, ${allowed} are allowed: ulimit -n ${needed}, then again`,
    )
}
