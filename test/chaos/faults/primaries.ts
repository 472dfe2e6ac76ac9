// Primaries that die or stand still, and a whole machine that is lost.

import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning } from '../../support/is-running.js'
import type { ArenaNode } from '../arena-node.js'
import type { Fault } from './fault.js'
import { gone, someWorker } from './workers.js'

const STOPPED_MS = 8_000
const HANGS_AT_MOST_MS = 20_000
const LOST_MS = 9_000
/** Longer than a worker may stand still and be believed. */
const OUT_OF_LEASE_MS = 11_500

export const primaryKill: Fault = {
  id: 'primary-kill',
  name: 'a primary is killed (SIGKILL) and started again',
  allows: { mayEndPrimary: true, current: { from: 'begin', withinMs: 5_000 } },
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const { pid } = node.program()
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    await node.up()
    return {}
  },
}

export const primaryStop: Fault = {
  id: 'primary-stop',
  name: 'a primary stands still (SIGSTOP) for a while',
  allows: { current: { from: 'heal', withinMs: 5_000 } },
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const { pid } = node.program()
    process.kill(pid, 'SIGSTOP')
    try {
      await sleep(STOPPED_MS)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await node.up()
    return {}
  },
}

export const primaryHang: Fault = {
  id: 'primary-hang',
  name: 'a primary hangs for good (SIGSTOP); its workers have to end it',
  // 15 s until they do, and then as after a kill.
  allows: { mayEndPrimary: true, current: { from: 'begin', withinMs: 22_000 } },
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const { pid } = node.program()
    process.kill(pid, 'SIGSTOP')
    try {
      await gone(pid, HANGS_AT_MOST_MS)
    } finally {
      if (isRunning(pid)) process.kill(pid, 'SIGCONT')
    }
    await node.up()
    return {}
  },
}

export const machineLoss: Fault = {
  id: 'machine-loss',
  name: 'a whole node dies at once and comes back later',
  products: ['hubbub', 'textbook'],
  allows: { mayEndPrimary: true, current: { from: 'begin', withinMs: 5_000 } },
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const raise = node.holdDown()
    try {
      await killAll(node)
      await sleep(LOST_MS)
    } finally {
      raise()
    }
    await node.up()
    return {}
  },
}

export const outOfLease: Fault = {
  id: 'out-of-lease',
  name: 'a worker and its primary stand still for longer than anybody believes them',
  allows: { current: { from: 'heal', withinMs: 5_000 } },
  async run({ arena, random }) {
    const node = random.pick(arena.nodes)
    const worker = await someWorker({ random }, node)
    // The primary as well, or it would kill the worker before.
    const pids = [node.program().pid, worker]
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      await sleep(OUT_OF_LEASE_MS)
    } finally {
      for (const pid of pids.reverse()) process.kill(pid, 'SIGCONT')
    }
    await gone(worker)
    await node.up()
    return {}
  },
}

async function killAll(node: ArenaNode): Promise<void> {
  const pids = [node.program().pid, ...(await node.workerPids())]
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  for (const pid of pids) await gone(pid)
}
