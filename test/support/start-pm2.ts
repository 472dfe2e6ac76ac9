// The real PM2 with our ecosystem file: a daemon of its own in a folder of its own, ended with the test.

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eventually } from './eventually.js'
import { isRunning } from './is-running.js'
import { root } from './root.js'
import { killWithThisProcess } from './watchdog.js'

export const ECOSYSTEM = join(root, 'ecosystem.config.cjs')

export interface Pm2App {
  pid: number
  /** In PM2's words: `online`, `stopped`, … */
  status: string
  /** How often PM2 has started it anew. */
  restarts: number
}

export interface Pm2 extends AsyncDisposable {
  /** Runs a command of PM2. @throws Error with its output when it fails */
  run(...args: string[]): Promise<string>
  app(): Promise<Pm2App>
  /** What the app has written. */
  output(): Promise<string>
  /** PM2's own log. */
  log(): Promise<string>
}

/** @param env settings of the app */
export async function startPm2(env: Readonly<Record<string, string>>): Promise<Pm2> {
  const program = process.env.HUBBUB_PM2
  if (!program) throw new Error('HUBBUB_PM2 must name the program of PM2; npm test fetches it')
  const home = await mkdtemp(join(tmpdir(), 'hubbub-pm2-'))
  const watchdogs = new Map<number, { release(): void }>()

  async function run(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [program ?? '', ...args], {
      cwd: home,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        PM2_HOME: home,
        // No word to the makers of PM2: neither at the first start nor once a day.
        PM2_DISCRETE_MODE: '1',
        PM2_DISABLE_VERSION_CHECK: '1',
        ...env,
      },
      maxBuffer: 10_000_000,
    })
    const daemon = Number(await readOrEmpty(join(home, 'pm2.pid')))
    if (daemon > 0) watch(daemon)
    return stdout
  }

  function watch(pid: number): void {
    if (!watchdogs.has(pid)) watchdogs.set(pid, killWithThisProcess(pid))
  }

  async function app(): Promise<Pm2App> {
    const [found] = parseApps(await run('jlist'))
    if (found === undefined) throw new Error('PM2 runs no app')
    if (found.pid > 0) watch(found.pid)
    return found
  }

  return {
    run,
    app,
    output: () => readOrEmpty(join(home, 'logs', 'hubbub-out-0.log')),
    log: () => readOrEmpty(join(home, 'pm2.log')),
    async [Symbol.asyncDispose]() {
      await run('kill')
      for (const [pid, watchdog] of watchdogs) {
        await eventually(
          () => {
            if (isRunning(pid)) throw new Error(`process ${pid} lives on`)
          },
          { withinMs: 45_000 },
        )
        watchdog.release()
      }
      await rm(home, { recursive: true, force: true })
    },
  }
}

function parseApps(jlist: string): Pm2App[] {
  // What PM2 says besides goes before it, on lines of its own.
  const line = jlist.split('\n').findLast(found => found.startsWith('['))
  const apps = JSON.parse(line ?? '[]') as {
    pid: number
    pm2_env: { status: string; restart_time: number }
  }[]
  return apps.map(({ pid, pm2_env }) => ({ pid, status: pm2_env.status, restarts: pm2_env.restart_time }))
}

async function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}
