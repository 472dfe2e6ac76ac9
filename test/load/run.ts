// npm run load: plays many people on a running chat. USAGE says how.
//   exit code 0: within the thresholds; 1: not; 2: the test could not be run; 130: ended twice

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandFailed } from '@hubbub/client'
import { type LoadOptions, parseArguments } from './arguments.js'
import { CannotRun } from './cannot-run.js'
import { thisMachine } from './machine.js'
import { newRunName } from './names.js'
import { judge } from './outcome.js'
import { playLoad } from './play-load.js'
import { reportHtml, reportText } from './report.js'
import type { LoadResult } from './result.js'
import { type NodeMetrics, watchNodes } from './server-metrics.js'
import { addressesOfHost, mustBeChat, mustBeMeant } from './target.js'
import { createTerminal } from './terminal.js'
import { USAGE } from './usage.js'

const terminal = createTerminal(process.stdout, () => performance.now())

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof CannotRun || error instanceof CommandFailed)) throw error
  terminal.say('')
  process.stderr.write(`Stopped: ${error.message}\n`)
  process.exitCode = 2
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseArguments(args)
  if (options === 'help') {
    process.stdout.write(USAGE)
    return 0
  }
  mustBeMeant(options, await addressesOfHost(options.url))
  await mustBeChat(options.url)

  await makeFolder(options.out)
  const watch = await watchNodes(options.metrics)
  try {
    const result = await measure(options, args, watch.nodes)
    const path = await writeReport(result)
    terminal.say(`\n${reportText(result)}\n`)
    terminal.say(`Report: ${path}.html, ${path}.json`)
    return result.outcome.isGood ? 0 : 1
  } finally {
    watch.stop()
  }
}

async function measure(
  options: LoadOptions,
  args: readonly string[],
  nodes: readonly NodeMetrics[],
): Promise<LoadResult> {
  const startedAt = new Date().toISOString()
  const run = newRunName(Math.random)
  const { signal, release } = endedByPerson()
  terminal.say(
    `${options.scenario}: ${options.clients} clients (${options.accounts} accounts) in ${options.rooms} rooms on ${options.url}, ${options.rate} messages a second`,
  )
  const played = await playLoad({ options, run, terminal, signal }).finally(release)
  const { startAt, seconds, phases, findings, limited } = played
  return {
    run,
    startedAt,
    command: ['npm run load --', ...args].join(' '),
    options,
    machine: await thisMachine(),
    servedBy: seconds.servedBy(),
    wasInterrupted: signal.aborted,
    outcome: judge(options, seconds, findings, limited),
    phases,
    seconds: seconds.list(),
    nodes: nodes.map(node => ({
      ...node,
      samples: node.samples
        .map(sample => ({ ...sample, at: (sample.at - startAt) / 1_000 }))
        .filter(({ at }) => at >= 0),
    })),
  }
}

/** Ctrl-C ends the sending, and the rest goes on as at the end; a second one ends all. */
function endedByPerson() {
  const ended = new AbortController()
  const onSignal = () => {
    if (ended.signal.aborted) process.exit(130)
    terminal.say('Ending early; once more ends at once, and leaves guests signed in')
    ended.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const release = () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  return { signal: ended.signal, release }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw new CannotRun(
      `there can be no reports in ${path}: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** @returns the path of the report, without its ending */
async function writeReport(result: LoadResult): Promise<string> {
  const { out, scenario } = result.options
  const path = join(out, `load-${result.startedAt.slice(0, 19).replace(/:/g, '-')}-${scenario}`)
  await writeFile(`${path}.json`, `${JSON.stringify(result, null, 1)}\n`)
  await writeFile(`${path}.html`, reportHtml(result))
  return path
}
