// Workers that die, hang, stall, and crash again and again.

import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../support/eventually.js'
import { isRunning } from '../../support/is-running.js'
import { type ArenaNode, workersSeen } from '../arena-node.js'
import type { Measured } from '../history.js'
import type { Fault, Stage } from './fault.js'

const STOPPED_MS = 14_000
const STALLED_MS = 4_500
const CRASH_LOOP_MS = 6_000

export const workerKill: Fault = {
  id: 'worker-kill',
  name: 'a worker is killed (SIGKILL)',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'begin', withinMs: 3_000 } },
  async run(stage) {
    const node = stage.random.pick(stage.arena.nodes)
    const pid = await someWorker(stage, node)
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    await node.up()
    return {}
  },
}

export const workerStop: Fault = {
  id: 'worker-stop',
  name: 'a worker hangs (SIGSTOP) until it is killed',
  products: ['hubbub', 'textbook'],
  async run(stage) {
    const node = stage.random.pick(stage.arena.nodes)
    const pid = await someWorker(stage, node)
    process.kill(pid, 'SIGSTOP')
    const stoppedAt = performance.now()
    try {
      const outAfterMs = await outOfRotation(node, pid, stoppedAt)
      await sleep(STOPPED_MS - (performance.now() - stoppedAt))
      return { measured: outAfterMs }
    } finally {
      if (isRunning(pid)) process.kill(pid, 'SIGCONT')
      await node.up()
    }
  },
}

export const workerStall: Fault = {
  id: 'worker-stall',
  name: 'a worker stands still for a moment (SIGSTOP, SIGCONT)',
  products: ['hubbub', 'textbook'],
  async run(stage) {
    const node = stage.random.pick(stage.arena.nodes)
    const pid = await someWorker(stage, node)
    process.kill(pid, 'SIGSTOP')
    try {
      await sleep(STALLED_MS)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await node.up()
    return {}
  },
}

export const crashLoop: Fault = {
  id: 'crash-loop',
  name: 'every worker of a node is killed as soon as it is there',
  async run(stage) {
    // Who is killed while it starts may hold a lock of libfaketime, for which all that start there later wait for ever.
    const node = stage.random.pick(stage.arena.nodes.filter(({ clockFile }) => clockFile === null))
    const { pid } = node.program()
    const until = performance.now() + CRASH_LOOP_MS
    let killed = 0
    while (performance.now() < until) {
      for (const worker of await node.workerPids()) {
        if (isRunning(worker)) process.kill(worker, 'SIGKILL')
        killed += 1
      }
      await sleep(50)
    }
    await node.up()
    if (node.program().pid !== pid) throw new Error('the primary did not outlive its workers')
    return { told: `${killed} workers killed` }
  },
}

/** Waits for its end. */
export async function gone(pid: number, withinMs = 10_000): Promise<void> {
  await eventually(
    () => {
      if (isRunning(pid)) throw new Error(`process ${pid} lives on`)
    },
    { withinMs },
  )
}

export async function someWorker({ random }: Pick<Stage, 'random'>, node: ArenaNode): Promise<number> {
  return random.pick(await node.workerPids())
}

/** Until the primary gives it no new connection any more. */
async function outOfRotation(node: ArenaNode, pid: number, since: number): Promise<Measured[]> {
  if (node.program().internalUrl === null) return []
  await eventually(
    async () => {
      const worker = (await workersSeen(node.program())).find(seen => seen.pid === pid)
      if (worker?.state === 'ready') throw new Error('the hung worker is in the rotation')
    },
    { withinMs: 10_000, everyMs: 10 },
  )
  const value = performance.now() - since
  return [{ what: 'hung worker out of rotation', value, unit: 'ms', atMost: 3_000 }]
}
