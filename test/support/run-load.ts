// `npm run load` as a person runs it, with the folder of its report.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './root.js'

/** Twelve clients in three rooms; 30 messages a second for 2 s, and half of that while the rate rises. */
export const SHORT_LOAD = '--ramp 1 --duration 2 --clients 12 --rooms 3 --rate 30 --generators 2'.split(' ')

export interface LoadRun extends AsyncDisposable {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  exited(): Promise<number | null>
  /** Names of the files of the report. */
  files(): Promise<string[]>
  /** What the report says, as JSON. */
  result(): Promise<ReturnType<typeof JSON.parse>>
}

/** Its folder goes with it. */
export async function startLoad(...args: string[]): Promise<LoadRun> {
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-load-'))
  const program = join(root, 'test/dist/load/run.js')
  const child = spawn(process.execPath, [
    program,
    ...args,
    ...(args.includes('--out') ? [] : ['--out', folder]),
  ])
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', chunk => {
      written[name] += chunk
    })
  const closed = once(child, 'close')

  return {
    child,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    async exited() {
      await closed
      return child.exitCode
    },
    files: () => readdir(folder),
    async result() {
      const json = (await readdir(folder)).find(name => name.endsWith('.json')) ?? 'no report'
      return JSON.parse(await readFile(join(folder, json), 'utf8'))
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
      await rm(folder, { recursive: true, force: true })
    },
  }
}
