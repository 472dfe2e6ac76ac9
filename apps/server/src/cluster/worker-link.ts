// The worker's end: takes connections from the primary and gives them to an HTTP server that listens nowhere. Always true:
//  - a connection is served only after the primary granted it and after `taken` is on its way, see handoff.ts;
//  - one connection carries one request (or one WebSocket), so that reuse cannot bring a request to the wrong worker;
//  - signals to the whole group (Ctrl-C, a service manager) are the primary's to act on; it tells the workers what to do.

import cluster from 'node:cluster'
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { Operation, OperationOutcome } from '../chat/ports.js'
import { parseEach, parseToWorker, sendOver, type ToPrimary, type ToWorker } from './ipc.js'
import { countMisroutes } from './misroutes.js'
import { parentKiller, watchPrimary } from './primary-watch.js'
import { startReading, stopReading } from './raw-socket.js'
import { serveOneRequestPerConnection } from './unlistened-server.js'
import type { WorkerMonitor } from './worker-report.js'

export interface LinkOptions {
  nodeId: string
  server: Server
  log: Logger
  monitor: WorkerMonitor
  /** Told to move the clients elsewhere within this time; the process ends when the promise is settled. */
  onDrain(windowMs: number): Promise<void>
  /** Told to stop; the process ends when the promise is settled. May come while draining. */
  onStop(windowMs: number): Promise<void>
  /** Another worker of this node died without having put its things in order. */
  onPeerLost(workerId: string): void
  /** What the primary says to an operation it was asked for; may never come. */
  onOperated(operationId: string, outcome: OperationOutcome): void
}

export interface WorkerLink {
  /** From now on the worker gets connections. */
  ready(): void
  /** Asks the primary to act on a worker of this node. */
  operate(operation: Operation): void
  /** TCP connections that are open. */
  connections(): number
}

const BEAT_EVERY_MS = 1_000
/** Whoever sees a load that is a second old gives a worker none, or all, of what comes within that second. */
const LOAD_TOLD_WITHIN_MS = 50
/** How long the event loop's delays are at least, as Node measures them. */
const LAG_RESOLUTION_MS = 20

/** This worker's id: a decimal number, never given twice in the life of a primary. */
export function workerId(): string {
  return String(thisWorker().id)
}

/** Tells the primary why this worker cannot start; call it before the process ends. */
export function reportStartFailure(reason: string): Promise<void> {
  return new Promise(resolve =>
    sendOver(thisWorker())({ message: { type: 'start-failed', reason } }, () => resolve()),
  )
}

/** Call it first thing in a worker: until then a Ctrl-C in the terminal ends the worker at once. */
export function leaveSignalsToPrimary(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
}

export function connectToPrimary(options: LinkOptions): WorkerLink {
  const { server, log, monitor } = options
  const send = sendOver(thisWorker())
  const claimed = new Map<number, { socket: Socket; bytes: string; stray: boolean }>()
  const open = new Set<Socket>()
  let isLoadToTell = false
  /** The longest that the event loop stood still within the last whole second. */
  let lagMs = 0
  let isStopping = false

  leaveSignalsToPrimary()
  serveOneRequestPerConnection(server)
  const self = { nodeId: options.nodeId, workerId: workerId() }
  const misroutes = countMisroutes(server, self, monitor.misrouted)
  const primary = watchPrimary(parentKiller(), log)
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })

  function tell(message: ToPrimary, told: () => void = () => {}): void {
    send({ message }, error => {
      if (error === null) told()
      else log.warn({ type: message.type, err: error }, 'message to the primary lost')
    })
  }

  function consider(id: number, socket: Socket | undefined, offer: { bytes: string; stray: boolean }): void {
    if (socket === undefined || isStopping) {
      socket?.destroy()
      tell({ type: 'refuse', handoff: id })
      return
    }
    // A socket that arrives begins to read by itself; until it is granted its bytes are not ours.
    stopReading(socket)
    socket.on('error', () => {})
    claimed.set(id, { socket, ...offer })
    tell({ type: 'claim', handoff: id })
  }

  function serve(id: number): void {
    const connection = claimed.get(id)
    if (connection === undefined) return
    claimed.delete(id)
    const { socket, bytes, stray } = connection
    keepWhileOpen(socket)
    // Only when the primary is sure to hear of it: else it would give the connection to another worker.
    tell({ type: 'taken', handoff: id }, () => {
      if (stray) misroutes.excuse(socket)
      // As with the sockets an http.Server accepts by itself: it is the server that decides what a half close means.
      socket.allowHalfOpen = true
      server.emit('connection', socket)
      socket.unshift(Buffer.from(bytes, 'base64'))
      startReading(socket)
    })
  }

  // On its own: what listens here must not hold on to the bytes of the first request.
  function keepWhileOpen(socket: Socket): void {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      tellLoadSoon()
    })
  }

  // What it takes the primary knows by itself; not what has ended.
  function tellLoadSoon(): void {
    if (isLoadToTell) return
    isLoadToTell = true
    setTimeout(() => {
      isLoadToTell = false
      tellLoad()
    }, LOAD_TOLD_WITHIN_MS)
  }

  function withdraw(id: number): void {
    claimed.get(id)?.socket.destroy()
    claimed.delete(id)
  }

  function end(task: Promise<void>, name: string): void {
    // The last counters first, so that nothing it has counted is lost. Then the end: open handles would keep the process alive.
    task.then(report).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, `${name} failed`)
        process.exit(1)
      },
    )
  }

  function beat(): void {
    lagMs = Math.max(0, Math.round(lag.max / 1e6) - LAG_RESOLUTION_MS)
    lag.reset()
    tellLoad()
    primary.asked()
    monitor.loopObserved(lagMs)
    report().catch(error => log.error({ err: error }, 'worker cannot report'))
  }

  function tellLoad(): void {
    tell({ type: 'beat', connections: open.size, misroutes: misroutes.count(), lagMs })
  }

  async function share(status: string): Promise<void> {
    try {
      tell({ type: 'fellows', told: await monitor.share(status) })
    } catch (error) {
      log.debug({ reason: String(error) }, 'status of this node not shared')
    }
  }

  /** Resolves when it is on its way. */
  async function report(): Promise<void> {
    const message: ToPrimary = {
      type: 'report',
      report: monitor.report(),
      counters: await monitor.snapshot(),
    }
    await new Promise<void>(resolve => send({ message }, () => resolve()))
  }

  process.on('message', (value: unknown, handle: unknown) => {
    for (const message of parseEach(value, parseToWorker, log)) obey(message, socketOf(handle))
  })

  function obey(message: ToWorker, socket: Socket | undefined): void {
    switch (message.type) {
      case 'offer':
        consider(message.handoff, socket, message)
        return
      case 'grant':
        serve(message.handoff)
        return
      case 'withdraw':
        withdraw(message.handoff)
        return
      case 'beat':
        primary.answered()
        return
      case 'peer-lost':
        options.onPeerLost(message.workerId)
        return
      case 'share-status':
        share(message.status)
        return
      case 'operated':
        options.onOperated(message.operationId, message.outcome)
        return
      case 'drain':
        end(options.onDrain(message.windowMs), 'draining')
        return
      case 'stop':
        isStopping = true
        end(options.onStop(message.windowMs), 'stopping')
        return
    }
  }

  return {
    ready() {
      lag.enable()
      tell({ type: 'ready' })
      setInterval(beat, BEAT_EVERY_MS)
    },
    operate: operation => tell({ type: 'operate', operation }),
    connections: () => open.size,
  }
}

function socketOf(handle: unknown): Socket | undefined {
  return handle instanceof Socket ? handle : undefined
}

function thisWorker() {
  if (cluster.worker === undefined) throw new Error('this process was not started as a worker')
  return cluster.worker
}
