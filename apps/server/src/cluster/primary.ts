// The primary process: owns the port, forks the workers, gives them the connections, and outlives them all.

import cluster from 'node:cluster'
import type { Logger } from 'pino'
import { createDeadlines } from './deadlines.js'
import { type FellowStatus, startFellowNodes } from './fellow-nodes.js'
import { createHandoffs, type HandoffTimes } from './handoff.js'
import { type Listener, listen } from './listen.js'
import { snapshotOf } from './node-metrics.js'
import type { PrimaryStatus } from './node-status.js'
import { createOperatorDesk } from './operator-desk.js'
import { createProcessMeter } from './process-meter.js'
import { checkReadingCanStop } from './raw-socket.js'
import { createRoster } from './roster.js'
import { createRouter, type RoutingLimits } from './route-connection.js'
import { createSupervisor, type SupervisionTimes } from './supervise.js'
import { createTeamCounters, toPrometheusText } from './team-counters.js'
import { forkWorker, type WorkerEvents, type WorkerTimes } from './worker-process.js'

export interface PrimaryOptions {
  host: string
  /** 0: any free port. */
  port: number
  workers: number
  nodeId: string
  /** Path of the module each worker runs, and what is added to its environment. */
  workerModule: string
  workerEnv?: Readonly<Record<string, string>>
  log: Logger
  limits?: Partial<RoutingLimits>
  times?: Partial<PrimaryTimes>
  /** In [0, 1); spreads the waits before crashed workers are replaced. */
  random?: () => number
}

export type { PrimaryStatus } from './node-status.js'
export type PrimaryTimes = HandoffTimes & WorkerTimes & SupervisionTimes

export interface Primary {
  readonly port: number
  status(): PrimaryStatus
  /** The other nodes on the same Redis, as they told lately. */
  fellows(): FellowStatus[]
  /** All that primary and workers have counted, and how they are, in the Prometheus text format. */
  metrics(): Promise<string>
  /**
   * Replaces all workers one by one, without a failed request. Calls during a reload share it.
   * @throws Error with one line when a replacement does not start (the old workers go on), or while stopping.
   */
  reload(): Promise<void>
  /**
   * Takes no more connections, lets the workers end by themselves, kills those that do not in time.
   * @param windowMs in which clients are told to move to another node; default: told at once
   */
  stop(windowMs?: number): Promise<void>
}

/** Rule H5. A silent connection ends within 5 s of accept, with room for one late beat. */
export const ROUTING_LIMITS: RoutingLimits = {
  headWithinMs: 4_800,
  unroutedMax: 4_096,
  unroutedPerAddressMax: 1_024,
}
export const PRIMARY_TIMES: PrimaryTimes = {
  claimWithinMs: 1_000,
  claimOwnWithinMs: 2_000,
  startWithinMs: 30_000,
  silentAfterMs: 3_000,
  killAfterMs: 10_000,
  drainWindowMs: 10_000,
  drainWithinMs: 30_000,
  stopWithinMs: 10_000,
}
/** So many workers that end before any was ever ready mean that none will be. */
const START_FAILURES_MAX = 3
/**
 * A worker has a core, and helpers of its garbage collector would take it from another worker. The less room there is
 * for what is new (MiB), the less of what is dead stays in memory, and the more often it is collected: with 4, a
 * thousand small rooms take fewer messages (docs/performance.md).
 */
const WORKER_FLAGS = ['--single-threaded-gc', '--max-semi-space-size=8']

/**
 * Resolves when the port is bound and one worker is ready.
 * @throws Error with one line for people: the port cannot be bound, or the workers do not start.
 */
export async function startPrimary(options: PrimaryOptions): Promise<Primary> {
  const { nodeId, log } = options
  const times = { ...PRIMARY_TIMES, ...options.times }
  const limits = { ...ROUTING_LIMITS, ...options.limits }
  const deadlines = createDeadlines()
  const handoffs = createHandoffs({ deadlines, times, log })
  const router = createRouter({ nodeId, handoffs, deadlines, limits })
  const roster = createRoster(handoffs, Date.now)
  const counters = createTeamCounters(log)
  const measureLoad = createProcessMeter(() => performance.now())
  const startedAt = Date.now()
  const start = createStart()

  const events: WorkerEvents = {
    changed(worker) {
      roster.events.changed(worker)
      supervisor.events.changed(worker)
      if (worker.state() === 'ready') start.succeeded()
    },
    said(worker, message) {
      roster.events.said(worker, message)
      if (message.type === 'report') counters.reported(worker.id, message.counters)
      if (message.type === 'fellows') fellows.heard(message.told)
      if (message.type === 'operate') operators.heard(worker, message.operation)
    },
    gone(worker, end) {
      roster.events.gone(worker, end)
      counters.gone(worker.id)
      start.failed(end.reason)
      supervisor.events.gone(worker, end)
    },
  }
  const supervisor = createSupervisor({
    places: options.workers,
    fork() {
      const worker = forkWorker({ env: options.workerEnv ?? {}, times, deadlines, log, events })
      roster.join(worker)
      return worker
    },
    retire: roster.retire,
    times,
    deadlines,
    random: options.random ?? Math.random,
    log,
  })
  const operators = createOperatorDesk(supervisor, log)

  const status = (): PrimaryStatus => ({
    nodeId,
    pid: process.pid,
    port: listener?.port ?? options.port,
    startedAt,
    load: measureLoad(),
    workers: roster.status(),
    routing: { ...router.counts(), ...handoffs.counts() },
    supervision: supervisor.counts(),
  })
  const fellows = startFellowNodes({ status, workers: supervisor.workers, now: () => performance.now() })

  let listener: Listener | null = null
  async function stop(windowMs = 0): Promise<void> {
    listener?.close()
    router.stop()
    fellows.stop()
    await supervisor.stop(windowMs)
    deadlines.stop()
  }

  try {
    listener = await listen({ host: options.host, port: options.port, accept: router.accept, log })
    checkReadingCanStop(listener.port, options.host)
    cluster.setupPrimary({ exec: options.workerModule, execArgv: [...process.execArgv, ...WORKER_FLAGS] })
    supervisor.start()
    await start.outcome
  } catch (error) {
    await stop()
    throw error
  }

  return {
    port: listener.port,
    status,
    fellows: fellows.known,
    metrics: async () => toPrometheusText([snapshotOf(status()), ...(await counters.snapshots())]),
    reload: () => supervisor.reload(),
    stop,
  }
}

/** Waits for the first worker to be ready, or for too many to have failed before. */
function createStart() {
  let firstReason: string | null = null
  let failures = 0
  let succeed = () => {}
  let giveUp = (_: Error) => {}
  const outcome = new Promise<void>((resolve, reject) => {
    succeed = resolve
    giveUp = reject
  })
  // Nobody listens when not even the port could be bound.
  outcome.catch(() => {})
  return {
    outcome,
    succeeded: () => succeed(),
    failed(reason: string) {
      firstReason ??= reason
      failures += 1
      if (failures >= START_FAILURES_MAX) giveUp(new Error(`no worker starts: ${firstReason}`))
    },
  }
}
