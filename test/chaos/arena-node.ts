// One node of the arena. Always true: when its primary ends, however that came, it is started again on the same port, as a
// supervisor would do it, unless it is held down or the arena ends.

import { readFile } from 'node:fs/promises'
import { eventually } from '../support/eventually.js'
import type { TcpProxy } from './tcp-proxy.js'

/** A primary with its workers. */
export interface NodeProgram extends AsyncDisposable {
  readonly pid: number
  /** All that was written to standard output and standard error. */
  output(): string
  exited(): Promise<number | null>
  /** Where operators ask; null where there is no such place. */
  readonly internalUrl: string | null
}

export interface ArenaNode extends AsyncDisposable {
  readonly id: string
  readonly port: number
  /** Its way to Redis; null when it has several. */
  readonly redisLink: TcpProxy | null
  /** What its clock is set to, by libfaketime; null when it has the machine's. */
  readonly clockFile: string | null
  /** The program that runs now, or ran last. */
  program(): NodeProgram
  workerPids(): Promise<number[]>
  /** Resolves when so many workers run, and are ready as far as they tell. */
  up(): Promise<void>
  /** Keeps it from being started again until the function returned is called. */
  holdDown(): () => void
  /** All that was written since the last call, by programs that have ended as well. */
  newOutput(): string
}

export const WORKERS = 2
const BACK_WITHIN_MS = 60_000

export async function startArenaNode(options: {
  id: string
  port: number
  redisLink: TcpProxy | null
  clockFile: string | null
  start(): Promise<NodeProgram>
}): Promise<ArenaNode> {
  const { start, ...fixed } = options
  let program = await start()
  let isOver = false
  let isHeldDown = false
  let isStarting = false
  let raising = Promise.resolve()
  let unread = ''
  let readUpTo = 0
  watch()

  function watch(): void {
    void program.exited().then(raise)
  }

  function raise(): void {
    if (isOver || isHeldDown || isStarting) return
    isStarting = true
    raising = startAgain()
      .finally(() => {
        isStarting = false
      })
      .then(watch)
  }

  async function startAgain(): Promise<void> {
    // Without Redis a node does not start; a supervisor tries again.
    const next = await eventually(() => (isOver ? null : start()), {
      withinMs: BACK_WITHIN_MS,
      everyMs: 500,
    })
    if (next === null) return
    unread += program.output().slice(readUpTo)
    readUpTo = 0
    program = next
  }

  const workerPids = () => childrenOf(program.pid)
  return {
    ...fixed,
    program: () => program,
    workerPids,
    up: () =>
      eventually(
        async () => {
          if (isStarting) throw new Error(`${options.id} is being started`)
          const pids = await workerPids()
          if (pids.length < WORKERS) throw new Error(`${pids.length} workers on ${options.id}`)
          await mustBeReady(program)
        },
        { withinMs: BACK_WITHIN_MS, everyMs: 50 },
      ),
    holdDown() {
      isHeldDown = true
      return () => {
        isHeldDown = false
        raise()
      }
    },
    newOutput() {
      const text = unread + program.output().slice(readUpTo)
      unread = ''
      readUpTo = program.output().length
      return text
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      // One that is being started at this moment would outlive the arena.
      await raising
      await program[Symbol.asyncDispose]()
    },
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return list.split(' ').filter(Boolean).map(Number)
}

/** What a node tells operators of one of its workers, as far as it is used here. */
export interface WorkerSeen {
  pid: number
  state: string
}

/** @throws Error when the node does not answer */
export async function workersSeen({ internalUrl }: NodeProgram): Promise<WorkerSeen[]> {
  const answer = await fetch(`${internalUrl}/status`, { signal: AbortSignal.timeout(2_000) })
  const { workers } = (await answer.json()) as { workers: WorkerSeen[] }
  return workers
}

async function mustBeReady(program: NodeProgram): Promise<void> {
  if (program.internalUrl === null) return
  const ready = (await workersSeen(program)).filter(({ state }) => state === 'ready')
  if (ready.length < WORKERS) throw new Error(`${ready.length} workers are ready`)
}
