// One forked worker, seen from the primary. Always true:
//  - its state only moves starting → ready ⇄ silent → draining → gone; states may be skipped, and `gone` is the end;
//  - it is `gone` when its process has ended and everything it said before has been read.

import cluster from 'node:cluster'
import type { Logger } from 'pino'
import type { Deadline, Deadlines } from './deadlines.js'
import type { HeldConnection } from './held-connection.js'
import {
  FENCED_EXIT_CODE,
  parseEach,
  parseToPrimary,
  sendOver,
  type ToPrimary,
  type ToWorker,
} from './ipc.js'

export const WORKER_STATES = ['starting', 'ready', 'silent', 'draining', 'gone'] as const
export type WorkerState = (typeof WORKER_STATES)[number]

export interface WorkerTimes {
  /** From fork to ready. */
  startWithinMs: number
  /** Without a beat for so long a worker leaves the rotation. */
  silentAfterMs: number
  /** Without a beat for so long it is killed. */
  killAfterMs: number
}

/** How a worker ended. */
export interface WorkerEnd {
  isClean: boolean
  /** It stood still for longer than its lease, and noticed. */
  isFenced: boolean
  /** One line for people. */
  reason: string
  livedMs: number
}

export interface WorkerProcess {
  readonly id: string
  readonly pid: number
  state(): WorkerState
  send(message: ToWorker, connection: HeldConnection | null): void
  /** Ready or silent becomes draining; a draining worker that hangs is still killed. */
  markDraining(): void
  /** Kills it after this time unless it has ended by itself; 0: now. */
  killAfter(ms: number): void
}

export interface WorkerEvents {
  /** Became ready, silent, or ready again. */
  changed(worker: WorkerProcess): void
  said(worker: WorkerProcess, message: ToPrimary): void
  gone(worker: WorkerProcess, end: WorkerEnd): void
}

const WITHOUT_CHANNEL_MS = 1_000

export function forkWorker(options: {
  env: Readonly<Record<string, string>>
  times: WorkerTimes
  deadlines: Deadlines
  log: Logger
  events: WorkerEvents
}): WorkerProcess {
  const { times, deadlines, log, events } = options
  const startedAt = performance.now()
  const forked = cluster.fork(options.env)
  const id = String(forked.id)
  const send = sendOver(forked)
  let state: WorkerState = 'starting'
  let startFailure: string | null = null
  let silence: Deadline | null = null
  let patience: Deadline = deadlines.start(times.startWithinMs, () => {
    startFailure ??= `not ready after ${times.startWithinMs} ms`
    kill()
  })
  const deaths: Deadline[] = []

  const worker: WorkerProcess = {
    id,
    pid: forked.process.pid ?? 0,
    state: () => state,
    send(message, connection) {
      send(connection === null ? { message } : { message, socket: connection.socket }, error => {
        if (error !== null)
          log.debug({ workerId: id, type: message.type, err: error }, 'message to a worker lost')
      })
    },
    markDraining() {
      if (state !== 'gone') state = 'draining'
    },
    killAfter: ms => (ms === 0 ? kill() : void deaths.push(deadlines.start(ms, kill))),
  }

  forked.on('message', value => {
    for (const message of parseEach(value, parseToPrimary, log)) {
      if (state === 'gone') return
      heard()
      if (message.type === 'start-failed') startFailure = message.reason
      if (message.type === 'ready' && state === 'starting') moveTo('ready')
      events.said(worker, message)
    }
  })
  forked.on('error', error => {
    log.warn({ workerId: id, err: error }, 'worker process error')
    // A process that never began has no end to wait for.
    if (forked.process.pid === undefined) ended({ isClean: false, isFenced: false, reason: error.message })
  })
  // Not 'disconnect': with a handle not yet acknowledged in the channel, Node never emits it. 'close' comes when the
  // process has ended and its channel has been read to the end.
  forked.process.on('close', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : `killed by ${signal}`
    const isClean = code === 0 && state === 'draining'
    ended({ isClean, isFenced: code === FENCED_EXIT_CODE, reason: startFailure ?? how })
  })
  // Without a channel it can serve nobody new; it has a moment to end by itself.
  forked.on('disconnect', () => worker.killAfter(WITHOUT_CHANNEL_MS))
  return worker

  function heard(): void {
    if (state === 'starting') return
    silence?.clear()
    patience.clear()
    silence = deadlines.start(times.silentAfterMs, () => {
      if (state === 'ready') moveTo('silent')
    })
    patience = deadlines.start(times.killAfterMs, () => {
      log.error({ workerId: id, pid: worker.pid }, 'worker hangs, killing it')
      kill()
    })
    if (state === 'silent') moveTo('ready')
  }

  function moveTo(next: 'ready' | 'silent'): void {
    state = next
    log.info({ workerId: id, pid: worker.pid, state }, 'worker changed')
    if (next === 'ready' && silence === null) heard()
    events.changed(worker)
  }

  function kill(): void {
    if (state !== 'gone') forked.process.kill('SIGKILL')
  }

  function ended(how: Omit<WorkerEnd, 'livedMs'>): void {
    if (state === 'gone') return
    state = 'gone'
    for (const deadline of [patience, silence, ...deaths]) deadline?.clear()
    events.gone(worker, { ...how, livedMs: performance.now() - startedAt })
  }
}
