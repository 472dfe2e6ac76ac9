// npm run bench: our server beside its peers, in rounds that take turns, so that what drifts on this machine drifts for
// all of them.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { idle } from './idle.js'
import { oneRoom } from './one-room.js'
import { BadOption, type Options, parseOptions, USAGE } from './options.js'
import { openFilesAllowed } from './processes.js'
import { smallRooms } from './small-rooms.js'
import { throughNginx } from './through-nginx.js'
import type { RunResult, Workload } from './workload.js'

const WORKLOADS: readonly Workload[] = [idle, oneRoom, smallRooms, throughNginx]
/** Beside its connections a process has files of its own open. */
const OTHER_FILES = 200

try {
  await bench(parseOptions(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof BadOption)) throw error
  console.error(`bench: ${error.message}\n${USAGE}`)
  process.exitCode = 2
}

async function bench(options: Options): Promise<void> {
  const out = resolve(options.out)
  await mkdir(out, { recursive: true })
  const workloads = WORKLOADS.filter(({ name }) => options.workloads.includes(name))
  mustHaveFiles(workloads, options)
  for (const workload of workloads) {
    const runs = await runInTurns(workload, options)
    await writeFile(join(out, `${workload.name}.json`), JSON.stringify(runs, null, 2))
  }
}

async function runInTurns(workload: Workload, options: Options) {
  const runs: (RunResult & { target: string; round: number })[] = []
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const target of options.targets) {
      const begun = performance.now()
      const result = await workload.run({ target, isQuick: options.isQuick, env: profiling(options) })
      runs.push({ target: target.name, round, ...result })
      const seconds = Math.round((performance.now() - begun) / 1e3)
      console.log(`${workload.name} round ${round} ${target.name} (${seconds} s)`)
      console.log(JSON.stringify(result.figures))
    }
  }
  return runs
}

function profiling({ profiles }: Options): Record<string, string> {
  return profiles === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(profiles)}` }
}

function mustHaveFiles(workloads: readonly Workload[], { isQuick }: Options): void {
  const needed = Math.max(...workloads.map(({ connections }) => connections)) + OTHER_FILES
  const allowed = openFilesAllowed()
  if (!isQuick && allowed < needed)
    throw new BadOption(
      `${needed} open files are needed, ${allowed} are allowed: ulimit -n ${needed}, then again`,
    )
}
