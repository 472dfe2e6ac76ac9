// What a busy room costs a worker that has nobody in it.

import { setTimeout as delay } from 'node:timers/promises'
import { runLoad } from './load.js'
import { bytesRead } from './processes.js'
import { type RunOptions, withEverybodyIn } from './workload.js'

const SECONDS = 4
const QUICK_SECONDS = 1
const MESSAGES_PER_SECOND = 100
/** Much more than what workers and Redis say to each other in a few seconds anyhow. */
const TEXT_BYTES = 4_000

/** Two people on two workers, in two rooms, one of whom writes. @returns bytes per message */
export function bytesIntoQuietWorker({ target, isQuick, env }: RunOptions): Promise<number> {
  const crew = { people: 2, rooms: 2 }
  const seconds = isQuick ? QUICK_SECONDS : SECONDS
  const options = { target, crew, nodes: 1, isLogged: false, isBehindNginx: false, env } as const
  return withEverybodyIn(options, async stage => {
    const read = () => stage.workerPids().map(bytesRead)
    const start = read()
    await delay(seconds * 1_000)
    const calm = since(start, read())

    const busyStart = read()
    const { messages } = await runLoad(stage, {
      messagesPerSecond: MESSAGES_PER_SECOND,
      senders: 1,
      textBytes: TEXT_BYTES,
      warmUpSeconds: 0,
      seconds,
    })
    const busy = since(busyStart, read())
    const added = busy.map((bytes, worker) => bytes - (calm[worker] ?? 0))
    return Math.max(0, Math.round(Math.min(...added) / messages))
  })
}

function since(before: readonly number[], after: readonly number[]): number[] {
  return after.map((bytes, worker) => bytes - (before[worker] ?? 0))
}
