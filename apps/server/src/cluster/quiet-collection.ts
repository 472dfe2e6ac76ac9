// Gives memory back to the machine when many connections have come or gone and the worker is quiet. V8 collects garbage
// when it needs room, which a quiet worker does not: it would keep what a rush has left behind as long as the quiet lasts.

import { Session } from 'node:inspector'
import { performance } from 'node:perf_hooks'

const LOOK_MS = 2_000
/**
 * Share of the time in which the event loop was busy, and for how many looks. A collection stops the worker, half a second
 * and more for 2,000 connections on a busy machine (docs/performance.md), so nobody should be waiting for it.
 */
const QUIET_BELOW = 0.1
const QUIET_LOOKS = 3
/** Fewer leave less than 10 MiB behind (docs/performance.md, M1). */
const WORTH_A_COLLECTION = 500

/** @param connections how many this worker holds */
export function startQuietCollection(connections: () => number): { stop(): void } {
  const look = createQuietLook(connections, createCollector())
  let before = performance.eventLoopUtilization()
  const looks = setInterval(() => {
    const now = performance.eventLoopUtilization()
    look(performance.eventLoopUtilization(now, before).utilization)
    before = now
  }, LOOK_MS)
  return { stop: () => clearInterval(looks) }
}

/** @returns to be called with the share of time (0 to 1) that the event loop was busy since the last call */
export function createQuietLook(connections: () => number, collect: () => void) {
  let held = connections()
  /** Since the last collection: a rush may have come and gone before the worker is quiet. */
  let [fewest, most] = [held, held]
  let quietLooks = 0
  return (busy: number): void => {
    const heldBefore = held
    held = connections()
    fewest = Math.min(fewest, held)
    most = Math.max(most, held)
    const isQuiet = busy < QUIET_BELOW && Math.abs(held - heldBefore) < WORTH_A_COLLECTION
    quietLooks = isQuiet ? quietLooks + 1 : 0
    if (quietLooks < QUIET_LOOKS || most - fewest < WORTH_A_COLLECTION) return
    fewest = held
    most = held
    collect()
  }
}

/** All garbage at once, and what is left moved together, so that whole pages can be given back: of Node, only its inspector does. */
export function createCollector(): () => void {
  const session = new Session()
  session.connect()
  // It stays connected: to disconnect from within the answer brings Node 20 to a stand.
  return () => session.post('HeapProfiler.collectGarbage')
}
