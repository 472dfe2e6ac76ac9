// A process of the workload, seen from the command.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { killWithThisProcess } from '../../support/watchdog.js'
import type { CrewPlan, FromCrew, ToCrew } from './crew-messages.js'
import { type Counts, noCounts } from './participant.js'

const PROGRAM = fileURLToPath(new URL('crew.js', import.meta.url))

export interface Crew {
  readonly plan: CrewPlan
  readonly ready: Promise<void>
  /** As it told last. */
  connected(): number
  counts(): Counts
  /** Why it can go on no more; null while it can. */
  failure(): string | null
  calm(): void
  links(what: Extract<ToCrew, { type: 'links' }>['what']): void
  finish(): Promise<void>
  present(): Promise<Extract<FromCrew, { type: 'present' }>['users']>
  stop(): Promise<void>
}

export function startCrew(plan: CrewPlan): Crew {
  const child: ChildProcess = fork(PROGRAM, [JSON.stringify(plan)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const watchdog = killWithThisProcess(child.pid ?? 0)
  const exited = once(child, 'exit')
  const waiting = new Set<{
    type: FromCrew['type']
    resolve(message: FromCrew): void
    reject(error: Error): void
  }>()
  let latest = { connected: 0, counts: noCounts() }
  let failure: string | null = null
  let isOver = false

  child.on('message', (message: FromCrew) => {
    if (message.type === 'counts') latest = message
    if (message.type === 'failed') fail(message.reason)
    for (const wait of [...waiting]) {
      if (wait.type !== message.type) continue
      waiting.delete(wait)
      wait.resolve(message)
    }
  })
  child.once('exit', (code, signal) => {
    watchdog.release()
    if (!isOver) fail(`ended with ${signal ?? `exit code ${code}`}`)
  })

  function fail(reason: string): void {
    failure ??= `${plan.process}: ${reason}`
    for (const wait of waiting) wait.reject(new Error(failure))
    waiting.clear()
  }

  function next<Type extends FromCrew['type']>(type: Type): Promise<Extract<FromCrew, { type: Type }>> {
    return new Promise((resolve, reject) => {
      if (failure !== null) return reject(new Error(failure))
      waiting.add({ type, resolve: message => resolve(message as Extract<FromCrew, { type: Type }>), reject })
    })
  }

  // One that has ended, also at this very moment, is told of by its exit; without a callback Node would throw as well.
  const tell = (message: ToCrew) => void (child.connected && child.send(message, () => undefined))
  const ready = next('ready').then(() => undefined)
  // Looked at again by whoever waits for it.
  ready.catch(() => undefined)

  return {
    plan,
    ready,
    connected: () => latest.connected,
    counts: () => latest.counts,
    failure: () => failure,
    calm: () => tell({ type: 'calm' }),
    links: what => tell({ type: 'links', what }),
    async finish() {
      const finished = next('finished')
      tell({ type: 'finish' })
      await finished
    },
    async present() {
      const present = next('present')
      tell({ type: 'who-is-present' })
      return (await present).users
    },
    async stop() {
      isOver = true
      tell({ type: 'stop' })
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000)
      if (child.exitCode === null && child.signalCode === null) await exited
      clearTimeout(patience)
    },
  }
}

/** @throws Error when a process of the workload broke: what follows would show nothing */
export function mustGoOn(crews: readonly Crew[]): void {
  const failed = crews.map(crew => crew.failure()).find(failure => failure !== null)
  if (failed !== undefined) throw new Error(`the workload broke: ${failed}`)
}
