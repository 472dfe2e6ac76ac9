// The real product as a process of its own: primary, workers and, unless one is given, a private Redis.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.js'
import { isRunning } from './is-running.js'
import { type RedisSandbox, startRedis } from './redis-sandbox.js'
import { root } from './root.js'
import { killWithThisProcess } from './watchdog.js'

const MAIN = `${root}/apps/server/dist/main.js`

export interface ClusterOptions {
  workers?: number
  env?: Readonly<Record<string, string>>
  /** Default: a private one, stopped with the cluster. */
  redis?: RedisSandbox
  /** Start none: `env.REDIS_URL` says where it is. */
  noRedis?: boolean
  /** Run the embedded Redis in this folder instead. */
  dataDir?: string
  port?: number
  /** Default: 127.0.0.1. */
  host?: string
  node?: string
  /** Another build of the server. */
  main?: string
}

export interface LogLine {
  level: number
  node: string
  worker: string
  msg: string
  pid?: number
  [field: string]: unknown
}

export interface Cluster extends AsyncDisposable {
  readonly url: string
  /** Where operators ask. */
  readonly internalUrl: string
  readonly pid: number
  readonly redis: RedisSandbox
  /** Ids and process ids of the workers that run now. */
  workers(): { id: string; pid: number }[]
  workerPid(id: string): number
  log(): LogLine[]
  /** All that was written, to standard output and standard error. */
  output(): string
  signal(signal: NodeJS.Signals): void
  /** Resolves with the exit code. */
  exited(): Promise<number | null>
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>
}

/** @throws Error with all that was written when the cluster is not up within 20 s */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { host = '127.0.0.1' } = options
  const ownRedis =
    options.redis === undefined && options.dataDir === undefined && !options.noRedis
      ? await startRedis()
      : null
  const redis = options.redis ?? ownRedis
  const scratch = await mkdtemp(join(tmpdir(), 'hubbub-cluster-'))
  const settings = {
    PORT: String(options.port ?? 0),
    HOST: host,
    WORKERS: String(options.workers ?? 2),
    NODE_ID: options.node ?? 'node-a',
    LOG_LEVEL: 'info',
    DATA_DIR: options.dataDir ?? scratch,
    SIGN_INS_PER_MINUTE: '100000',
    MESSAGES_PER_10S: '100000',
    CONNECTIONS_PER_USER: '1000',
    // No test asks the world.
    LINK_PREVIEWS: 'off',
    // Nodes on one Redis must agree on it; on a data folder of its own a node keeps one there.
    ...(options.dataDir === undefined ? { SESSION_SECRET: 'a-secret-for-tests-of-more-than-32-bytes' } : {}),
    ...(redis ? { REDIS_URL: redis.url } : {}),
    ...options.env,
  }
  const child = spawnMain(settings, options.main, scratch)
  const dispose = async () => {
    // Its own Redis is stopped by nobody else.
    await child.end(options.dataDir === undefined ? 'SIGKILL' : 'SIGTERM')
    await ownRedis?.[Symbol.asyncDispose]()
    await rm(scratch, { recursive: true, force: true })
  }

  const url = await eventually(
    () => {
      if (child.exitCode() !== undefined) return null
      const found = / on node \S+, port (\d+)/.exec(child.output())
      if (!found) throw new Error(`the cluster is not up:\n${child.output()}`)
      return `http://${host}:${found[1]}`
    },
    { withinMs: 20_000 },
  ).catch(async error => {
    await dispose()
    throw error
  })
  if (url === null) {
    await dispose()
    throw new Error(`the cluster ended at start:\n${child.output()}`)
  }

  const log = () =>
    child
      .output()
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as LogLine)
  const cluster: Cluster = {
    url,
    get internalUrl() {
      const [, internalUrl] = /watch: .* (http:\S+)\/status/.exec(child.output()) ?? []
      if (internalUrl === undefined) throw new Error('the internal port is off')
      return internalUrl
    },
    pid: child.pid,
    get redis() {
      if (redis === null) throw new Error('this cluster runs on a Redis that it did not start')
      return redis
    },
    workers: () =>
      log()
        .filter(({ msg }) => msg === 'worker ready')
        .map(({ worker, pid }) => ({ id: worker, pid: Number(pid) }))
        .filter(({ pid }) => isRunning(pid)),
    workerPid(id) {
      const found = cluster.workers().find(worker => worker.id === id)
      if (!found) throw new Error(`there is no worker ${id}`)
      return found.pid
    },
    log,
    output: child.output,
    signal: signal => void process.kill(child.pid, signal),
    exited: child.exited,
    async stop() {
      await child.end('SIGTERM')
    },
    [Symbol.asyncDispose]: dispose,
  }
  await eventually(
    () => {
      if (cluster.workers().length < (options.workers ?? 2))
        throw new Error(`not all workers are ready:\n${child.output()}`)
    },
    { withinMs: 20_000 },
  )
  return cluster
}

/** Starts main.js with exactly these settings and waits for its end. */
export async function runMain(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawnMain(env)
  return { code: await child.exited(), output: child.output() }
}

interface MainProcess {
  pid: number
  output(): string
  exitCode(): number | null | undefined
  exited(): Promise<number | null>
  end(signal: NodeJS.Signals): Promise<void>
}

/** @param dir removed when this process ends before the main one does */
function spawnMain(env: Readonly<Record<string, string>>, main = MAIN, dir = ''): MainProcess {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('main.js could not be started')
  const watchdog = killWithThisProcess(pid, dir)
  let output = ''
  let exitCode: number | null | undefined
  const append = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout?.on('data', append)
  child.stderr?.on('data', append)
  const exited = new Promise<number | null>(resolve => {
    child.once('close', code => {
      exitCode = code
      watchdog.release()
      resolve(code)
    })
  })
  return {
    pid,
    output: () => output,
    exitCode: () => exitCode,
    exited: () => exited,
    async end(signal) {
      if (exitCode === undefined) child.kill(signal)
      await exited
    },
  }
}
