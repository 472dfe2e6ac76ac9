// Tells V8 what it cannot know of a worker's heap:
//  - when many connections have come or gone and the worker is quiet, all garbage goes back to the machine. V8 collects when
//    it needs room, which a quiet worker does not: it would keep what a rush has left behind as long as the quiet lasts;
//  - while connections stay and the worker is not very busy, the heap may grow by more than V8 would let it before all of it
//    is looked through again.

import { Session } from 'node:inspector'
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'

const LOOK_MS = 2_000
/**
 * Share of the time in which the event loop was busy, and for how many looks. A collection stops the worker, half a second
 * and more for 2,000 connections on a busy machine (docs/performance.md), so nobody should be waiting for it.
 */
const QUIET_BELOW = 0.1
const QUIET_LOOKS = 3
/** Fewer leave less than 10 MiB behind (docs/performance.md, M1). */
const WORTH_A_COLLECTION = 500
/**
 * V8 lets a heap that grows slowly grow by a tenth and looks through all of it each time. It counts that against time that
 * passes, most of which a worker rests: with 5,000 connections it was 9 % of its processor time (docs/performance.md, M3).
 */
const STEADY_GROWTH_PERCENT = 30
/** Of a fast-growing heap, and while connections come, V8's own choice is more. */
const OWN_GROWTH = 0
const GROWS_FAST_FROM_BUSY = 0.5
/** With fewer connections the heap is small, and so is what looking through it costs. */
const MANY = 500
/** So many that come or go between two looks are more than people coming and going. */
const RUSH = 100

export interface Heap {
  collect(): void
  /** @param percent of what is left after a collection; 0: as V8 chooses */
  growBy(percent: number): void
}

/** @param connections how many this worker holds */
export function startHeapCare(connections: () => number): { stop(): void } {
  const look = createHeapCare(connections, {
    collect: createCollector(),
    growBy: percent => setFlagsFromString(`--heap-growing-percent=${percent}`),
  })
  let before = performance.eventLoopUtilization()
  const looks = setInterval(() => {
    const now = performance.eventLoopUtilization()
    look(performance.eventLoopUtilization(now, before).utilization)
    before = now
  }, LOOK_MS)
  return { stop: () => clearInterval(looks) }
}

/** @returns to be called with the share of time (0 to 1) that the event loop was busy since the last call */
export function createHeapCare(connections: () => number, heap: Heap) {
  let held = connections()
  /** Since the last collection: a rush may have come and gone before the worker is quiet. */
  let [fewest, most] = [held, held]
  let quietLooks = 0
  let growsSteadily = false
  return (busy: number): void => {
    const heldBefore = held
    held = connections()
    const changed = Math.abs(held - heldBefore)
    fewest = Math.min(fewest, held)
    most = Math.max(most, held)
    growSteadily(held >= MANY && changed < RUSH && busy < GROWS_FAST_FROM_BUSY)
    quietLooks = busy < QUIET_BELOW && changed < WORTH_A_COLLECTION ? quietLooks + 1 : 0
    if (quietLooks < QUIET_LOOKS || most - fewest < WORTH_A_COLLECTION) return
    fewest = held
    most = held
    heap.collect()
  }

  function growSteadily(should: boolean): void {
    if (should !== growsSteadily) heap.growBy(should ? STEADY_GROWTH_PERCENT : OWN_GROWTH)
    growsSteadily = should
  }
}

/** All garbage at once, and what is left moved together, so that whole pages can be given back: of Node, only its inspector does. */
export function createCollector(): () => void {
  const session = new Session()
  session.connect()
  // It stays connected: to disconnect from within the answer brings Node 20 to a stand.
  return () => session.post('HeapProfiler.collectGarbage')
}
