// Starts a primary with fixture workers in a process of its own, and sees to it that nothing of it stays.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { PrimaryOptions, PrimaryStatus } from '../../apps/server/src/cluster/primary.js'
import { eventually } from './eventually.js'
import { isRunning } from './is-running.js'
import { root } from './root.js'

const fixture = (name: string) => `${root}/test/cluster/fixtures/${name}`

export interface RunningPrimary extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  status(): Promise<PrimaryStatus>
  /** Rejects with the reason the primary gave. */
  reload(): Promise<void>
  stop(): Promise<void>
  /** Pids of all workers seen alive, for looking whether they have gone. */
  workerPids(): Promise<number[]>
}

export interface StartOptions extends Partial<Omit<PrimaryOptions, 'log'>> {
  /** The node binary to run primary and workers on. */
  node?: string
  /** Open files the primary may have, set by the shell's `ulimit -n`. */
  openFiles?: number
  logLevel?: string
}

type FromPrimary =
  | { type: 'started'; port: number }
  | { type: 'failed' | 'crashed'; reason: string }
  | { type: 'answer'; id: number; value?: unknown; reason?: string }

/** @throws Error with the line the primary gave when it does not start. */
export async function startPrimary(options: StartOptions = {}): Promise<RunningPrimary> {
  const { openFiles } = options
  const [node, script, given] = primaryCommand(options)
  const shell = ['-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, node]
  const child = fork(script, [given], {
    execPath: openFiles === undefined ? node : '/bin/sh',
    execArgv: openFiles === undefined ? [] : shell,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return control(child)
}

/** The command line that runs a primary: by itself it tells its workers' pids, a line for each change. */
export function primaryCommand(options: StartOptions): [node: string, script: string, given: string] {
  const { node = process.execPath, workerEnv, openFiles: _, ...rest } = options
  const nodeId = options.nodeId ?? 'n1'
  const given = {
    host: '127.0.0.1',
    port: 0,
    workers: 2,
    workerModule: fixture('worker.mjs'),
    ...rest,
    nodeId,
    workerEnv: { NODE_ID: nodeId, ...workerEnv },
  }
  return [node, fixture('primary.mjs'), JSON.stringify(given)]
}

async function control(child: ChildProcess): Promise<RunningPrimary> {
  const waiting = new Map<number, (answer: { value?: unknown; reason?: string }) => void>()
  let lastId = 0
  let crash: string | null = null
  const pids = new Set<number>()

  const port = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: FromPrimary) => {
      if (message.type === 'started') resolve(message.port)
      if (message.type === 'failed') reject(new Error(message.reason))
      if (message.type === 'crashed') crash = message.reason
      if (message.type === 'answer') waiting.get(message.id)?.(message)
    })
    child.once('exit', code =>
      reject(new Error(`primary ended with exit code ${code}: ${crash ?? 'no reason given'}`)),
    )
  })

  child.once('exit', () => {
    for (const answer of waiting.values())
      answer({ reason: `the primary ended: ${crash ?? 'no reason given'}` })
  })

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  async function call(name: 'status' | 'reload' | 'stop'): Promise<unknown> {
    if (crash !== null) throw new Error(`the primary crashed: ${crash}`)
    lastId += 1
    const id = lastId
    const answer = await new Promise<{ value?: unknown; reason?: string }>(resolve => {
      waiting.set(id, resolve)
      child.send({ call: name, id }, error => {
        // Whoever ends just now is answered for when it has ended.
        if (error && hasEnded()) resolve({ reason: error.message })
      })
    })
    waiting.delete(id)
    if (answer.reason !== undefined) throw new Error(answer.reason)
    return answer.value
  }

  async function status(): Promise<PrimaryStatus> {
    const value = (await call('status')) as PrimaryStatus
    for (const worker of value.workers) pids.add(worker.pid)
    return value
  }

  return {
    port,
    pid: child.pid ?? 0,
    status,
    reload: async () => void (await call('reload')),
    stop: async () => void (await call('stop')),
    workerPids: async () => (await status()).workers.map(worker => worker.pid),
    async [Symbol.asyncDispose]() {
      if (child.connected && crash === null) {
        // One that ends by itself at this moment has told its workers' ids before.
        await status().catch(error => {
          if (!hasEnded()) throw error
        })
      }
      const ended = hasEnded() ? Promise.resolve() : once(child, 'exit')
      if (child.connected) child.disconnect()
      const killer = setTimeout(() => child.kill('SIGKILL'), 8_000)
      await ended
      clearTimeout(killer)
      for (const pid of pids)
        await eventually(() => {
          if (isRunning(pid)) throw new Error(`worker process ${pid} lives on`)
        })
      if (crash !== null) throw new Error(`the primary crashed: ${crash}`)
    },
  }
}

/** Waits until so many workers are ready. */
export async function untilReady(primary: RunningPrimary, workers: number): Promise<void> {
  await eventually(
    async () => {
      const states = (await primary.status()).workers.map(worker => worker.state)
      const ready = states.filter(state => state === 'ready').length
      if (ready < workers) throw new Error(`${ready} of ${workers} workers are ready: ${states}`)
    },
    { withinMs: 15_000 },
  )
}
