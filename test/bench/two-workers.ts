// What a busy room costs a worker that has nobody in it, and what one that has somebody in it adds.

import { setTimeout as delay } from 'node:timers/promises'
import { type Load, runLoad } from './load.js'
import { bytesRead } from './processes.js'
import type { Stage } from './stage.js'
import { type Figures, type RunOptions, withEverybodyIn } from './workload.js'

const FULL = { quiet: { messagesPerSecond: 100, seconds: 4 }, busy: { messagesPerSecond: 400, seconds: 5 } }
const QUICK: typeof FULL = {
  quiet: { messagesPerSecond: 100, seconds: 1 },
  busy: { messagesPerSecond: 100, seconds: 1 },
}
/** Much more than what workers and Redis say to each other in a few seconds anyhow. */
const LONG_TEXT_BYTES = 4_000

/** Two people, each on a worker of their own, one of whom writes: first in two rooms, then in one. */
export async function costOfWorkers(options: RunOptions): Promise<Figures> {
  const { quiet, busy } = options.isQuick ? QUICK : FULL
  const step = { ...busy, senders: 1, warmUpSeconds: 1 }
  const apart = await withTwoPeople(2, options, async stage => ({
    percent: await percentIntoQuietWorker(stage, quiet),
    load: await runLoad(stage, step),
  }))
  const together = await withTwoPeople(1, options, stage => runLoad(stage, step))
  const perMessage = (of: 'cpuUs' | 'redisCpuUs', load: Load) => load[of] / load.messages
  return {
    quietWorkerPercent: apart.percent,
    'alone:cpuUsPerMessage': perMessage('cpuUs', apart.load),
    'alone:redisCpuUsPerMessage': perMessage('redisCpuUs', apart.load),
    'twoWorkers:cpuUsPerMessage': perMessage('cpuUs', together),
    'twoWorkers:redisCpuUsPerMessage': perMessage('redisCpuUs', together),
  }
}

function withTwoPeople<T>(rooms: number, { target, env }: RunOptions, work: (stage: Stage) => Promise<T>) {
  const crew = { people: 2, rooms }
  return withEverybodyIn({ target, crew, nodes: 1, isLogged: true, isBehindNginx: false, env }, work)
}

/** Of the text of all messages, in whole percent: what workers hear anyhow differs a little from second to second. */
async function percentIntoQuietWorker(stage: Stage, step: typeof FULL.quiet): Promise<number> {
  const read = () => stage.workerPids().map(bytesRead)
  const start = read()
  await delay(step.seconds * 1_000)
  const calm = since(start, read())

  const busyStart = read()
  const load = await runLoad(stage, { ...step, senders: 1, textBytes: LONG_TEXT_BYTES, warmUpSeconds: 0 })
  const added = since(busyStart, read()).map((bytes, worker) => bytes - (calm[worker] ?? 0))
  return Math.max(0, Math.round((100 * Math.min(...added)) / (load.messages * LONG_TEXT_BYTES)))
}

function since(before: readonly number[], after: readonly number[]): number[] {
  return after.map((bytes, worker) => bytes - (before[worker] ?? 0))
}
