// Keeps every place for a worker filled. Always true:
//  - a worker that ends without having been asked to is replaced: at once, then more slowly the more often it crashes;
//  - a reload replaces workers one by one, and takes an old one out only when its replacement is ready;
//  - once stopping, nothing is forked any more.

import type { Logger } from 'pino'
import { type Backoff, createBackoff } from './backoff.js'
import type { Deadlines } from './deadlines.js'
import type { ToWorker } from './ipc.js'
import type { WorkerEnd, WorkerEvents, WorkerProcess } from './worker-process.js'

export interface SupervisionTimes {
  /** In which clients of a draining worker move, each at a random moment. */
  drainWindowMs: number
  /** After which a draining worker is killed. */
  drainWithinMs: number
  /** After which workers are killed that were told to stop. */
  stopWithinMs: number
}

/** One place for a worker. */
interface Place {
  worker: WorkerProcess | null
  readonly backoff: Backoff
  isReloading: boolean
}

export interface Supervisor {
  start(): void
  /** Workers that are alive, the ones being drained included. */
  workers(): readonly WorkerProcess[]
  /** To be told of everything `fork`ed workers do. */
  readonly events: Pick<WorkerEvents, 'changed' | 'gone'>
  /**
   * Replaces all workers, or the one named. The same call while it is under way shares it; another one waits for it.
   * @throws Error with one line when a replacement does not start; workers not yet replaced stay as they are.
   */
  reload(workerId?: string): Promise<void>
  isReloading(): boolean
  /** @param windowMs in which the workers move their clients elsewhere */
  stop(windowMs: number): Promise<void>
  counts(): SupervisionCounts
}

/** Since the primary started. */
export interface SupervisionCounts {
  /** Workers forked. */
  starts: number
  /** Workers that ended without being asked to. */
  crashes: number
  /** Of them, those that stood still for longer than their lease. */
  fenced: number
  reloads: { done: number; failed: number }
}

const KEEPS_CRASHING = 5
const noMatter = () => undefined

export function createSupervisor(options: {
  places: number
  fork: () => WorkerProcess
  /** The worker gets no new connections any more. */
  retire: (worker: WorkerProcess) => void
  times: SupervisionTimes
  deadlines: Deadlines
  random: () => number
  log: Logger
}): Supervisor {
  const { times, deadlines, log } = options
  const places: Place[] = Array.from({ length: options.places }, () => ({
    worker: null,
    backoff: createBackoff(options.random),
    isReloading: false,
  }))
  const alive = new Set<WorkerProcess>()
  const watchers = new Set<() => void>()
  const ends = new WeakMap<WorkerProcess, WorkerEnd>()
  const counts = { starts: 0, crashes: 0, fenced: 0, reloads: { done: 0, failed: 0 } }
  let reloading: { workerId: string | undefined; outcome: Promise<void> } | null = null
  let stopping: Promise<void> | null = null

  function fork(): WorkerProcess {
    const worker = options.fork()
    alive.add(worker)
    counts.starts += 1
    return worker
  }

  function fill(place: Place): void {
    if (stopping === null && place.worker === null && !place.isReloading) place.worker = fork()
  }

  function replaceCrashed(place: Place, worker: WorkerProcess, end: WorkerEnd): void {
    place.worker = null
    counts.crashes += 1
    if (end.isFenced) counts.fenced += 1
    const waitMs = place.backoff.afterCrash(end.livedMs)
    const crashes = place.backoff.crashes()
    log.error({ workerId: worker.id, pid: worker.pid, reason: end.reason, crashes, waitMs }, 'worker crashed')
    if (crashes === KEEPS_CRASHING) log.error({ crashes }, 'a worker keeps crashing; trying on, but slowly')
    if (waitMs === 0) fill(place)
    else deadlines.start(waitMs, () => fill(place))
  }

  /** Resolves as soon as the fact is true; looked at again whenever a worker changes. */
  function until(isTrue: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (!isTrue()) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })
  }

  function lookAgain(): void {
    for (const look of watchers) look()
  }

  async function replaceOne(place: Place): Promise<void> {
    place.isReloading = true
    const replacement = fork()
    await until(() => replacement.state() !== 'starting')
    place.isReloading = false
    if (replacement.state() !== 'ready') {
      fill(place)
      throw new Error(`worker ${replacement.id} did not start: ${ends.get(replacement)?.reason ?? 'stopped'}`)
    }

    const old = place.worker
    place.worker = replacement
    if (old !== null) await drain(old)
  }

  function tellToLeave(worker: WorkerProcess, message: ToWorker, withinMs: number): void {
    // One that is still starting has no clients yet, and no ear for being told.
    const isStarting = worker.state() === 'starting'
    options.retire(worker)
    worker.send(message, null)
    worker.killAfter(isStarting ? 0 : withinMs)
  }

  async function drain(worker: WorkerProcess): Promise<void> {
    if (worker.state() === 'gone') return
    tellToLeave(worker, { type: 'drain', windowMs: times.drainWindowMs }, times.drainWithinMs)
    await until(() => worker.state() === 'gone')
  }

  async function replaceEach(workerId: string | undefined): Promise<void> {
    const startedWith = places
      .map(place => ({ place, worker: place.worker }))
      .filter(({ worker }) => workerId === undefined || worker?.id === workerId)
    for (const { place, worker } of startedWith) {
      if (stopping !== null) throw new Error('stopped while reloading')
      // A worker that has crashed since then was replaced by a fresh one already.
      if (place.worker === worker) await replaceOne(place)
    }
  }

  async function reloadCounted(workerId: string | undefined): Promise<void> {
    try {
      await replaceEach(workerId)
      counts.reloads.done += 1
    } catch (error) {
      counts.reloads.failed += 1
      throw error
    }
  }

  function reload(workerId?: string): Promise<void> {
    if (stopping !== null) return Promise.reject(new Error('the server is stopping'))
    reloading ??= {
      workerId,
      outcome: reloadCounted(workerId).finally(() => {
        reloading = null
      }),
    }
    const { outcome } = reloading
    return reloading.workerId === workerId
      ? outcome
      : outcome.then(noMatter, noMatter).then(() => reload(workerId))
  }

  async function stopAll(windowMs: number): Promise<void> {
    for (const worker of alive) tellToLeave(worker, { type: 'stop', windowMs }, windowMs + times.stopWithinMs)
    await until(() => alive.size === 0)
  }

  return {
    start: () => places.forEach(fill),
    workers: () => [...alive],
    events: {
      changed: lookAgain,
      gone(worker, end) {
        alive.delete(worker)
        ends.set(worker, end)
        const place = places.find(one => one.worker === worker)
        if (place !== undefined && stopping === null) replaceCrashed(place, worker, end)
        else log.info({ workerId: worker.id, pid: worker.pid, reason: end.reason }, 'worker ended')
        lookAgain()
      },
    },
    isReloading: () => reloading !== null,
    reload,
    stop(windowMs) {
      stopping ??= stopAll(windowMs)
      return stopping
    },
    counts: () => counts,
  }
}
