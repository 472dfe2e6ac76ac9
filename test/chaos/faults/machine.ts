// What a machine does to its processes: no time, no memory, no files, another clock, and connections that say nothing.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { runInside } from '../inspect.js'
import type { Fault } from './fault.js'
import { gone, someWorker } from './workers.js'

const run = promisify(execFile)
const STALL_MS = 5_000
const WITHOUT_FILES_MS = 5_000
const JUMPED_MS = 6_000
const HOUR_S = 3_600
const SILENT = 500

export const loopStall: Fault = {
  id: 'loop-stall',
  name: `a worker's event loop is stuck for ${STALL_MS / 1_000} s`,
  allows: { current: { from: 'heal', withinMs: 5_000 } },
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const pid = await someWorker({ random }, node)
    await runInside(pid, `const end = Date.now() + ${STALL_MS}; while (Date.now() < end);`)
    await sleep(STALL_MS)
    await node.up()
    return {}
  },
}

export const workerOutOfMemory: Fault = {
  id: 'worker-out-of-memory',
  name: 'a worker fills its heap until it dies',
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const pid = await someWorker({ random }, node)
    const startedAt = performance.now()
    await runInside(
      pid,
      'const all = []; for (;;) all.push(Array.from({ length: 10_000 }, (_, n) => ({ n })))',
    )
    await gone(pid, 30_000)
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    await node.up()
    return { told: `dead after ${seconds} s` }
  },
}

export const noFiles: Fault = {
  id: 'no-files',
  name: 'a node has no file descriptors left (RLIMIT_NOFILE)',
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const pids = [node.program().pid, ...(await node.workerPids())]
    const usual = await Promise.all(pids.map(limitOf))
    for (const pid of pids) await setLimit(pid, (await readdir(`/proc/${pid}/fd`)).length)
    try {
      await sleep(WITHOUT_FILES_MS)
    } finally {
      for (const [index, pid] of pids.entries()) await setLimit(pid, usual[index] ?? SILENT)
    }
    await node.up()
    return { told: node.id }
  },
}

export const clockJump: Fault = {
  id: 'clock-jump',
  name: "a node's clock jumps an hour forward, then an hour back",
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  impossible: ({ nodes }) =>
    nodes[1].clockFile === null ? 'libfaketime is not installed (Debian: apt-get install faketime)' : null,
  async run({ arena }) {
    const { clockFile } = arena.nodes[1]
    if (clockFile === null) throw new Error('this node has no clock of its own')
    try {
      for (const offset of [HOUR_S, -HOUR_S]) {
        await writeFile(clockFile, `${offset > 0 ? '+' : ''}${offset}`)
        await sleep(JUMPED_MS)
      }
    } finally {
      await writeFile(clockFile, '+0')
    }
    return {}
  },
}

export const silentFlood: Fault = {
  id: 'silent-flood',
  name: `${SILENT} connections to a node that say nothing`,
  allows: { current: { from: 'heal', withinMs: 1_000 } },
  async run({ arena, random }) {
    const { port } = random.pick(arena.nodes)
    const heldMs = await Promise.all(
      Array.from({ length: SILENT }, async () => {
        const startedAt = performance.now()
        const socket = connect(port, '127.0.0.1')
        socket.on('error', () => socket.destroy())
        socket.resume()
        await once(socket, 'close')
        return performance.now() - startedAt
      }),
    )
    const value = Math.max(...heldMs)
    // The clock starts when the node has accepted the connection, and not when it was asked for.
    return { measured: [{ what: 'silent connection closed', value, unit: 'ms', atMost: 5_500 }] }
  },
}

async function limitOf(pid: number): Promise<number> {
  const { stdout } = await run('prlimit', [
    '--pid',
    `${pid}`,
    '--nofile',
    '--output=SOFT',
    '--noheadings',
    '--raw',
  ])
  return Number(stdout)
}

/** The soft limit only. */
async function setLimit(pid: number, files: number): Promise<void> {
  await run('prlimit', ['--pid', `${pid}`, `--nofile=${files}:`])
}
