// A real redis-server for one test. Always true:
//  - it listens on loopback only, keeps its files in a directory of its own and takes both away when it stops;
//  - it dies with the test process, however that ends: a watchdog holds a pipe to it;
//  - its port lies below the range from which the system takes ports for outgoing connections. A client that keeps
//    reconnecting to a port of that range can end up connected to itself, and then the server cannot come back.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { eventually } from './eventually.js'
import { freePort } from './free-port.js'
import { killWithThisProcess } from './watchdog.js'

/** A node of a cluster talks to the others there (cluster.h, CLUSTER_PORT_INCR). */
const CLUSTER_BUS_ABOVE = 10_000
const BINARY = process.env.REDIS_SERVER ?? 'redis-server'

export interface RedisSandbox extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly dir: string
  /** A connection to look on and to interfere with; closed with the sandbox. */
  readonly redis: Redis
  /** Of the server that runs now. */
  pid(): number
  /** Ends the server in order and starts it again on the same port and files. */
  restart(): Promise<void>
  /**
   * Kills the server without notice, at a moment in which its disk has kept up; `start` brings it back. While an fsync
   * is under way, `everysec` also keeps what it acks from the system, up to 2 s of it (aof.c, flushAppendOnlyFile), and
   * whether one is under way is up to the machine.
   */
  kill9(): Promise<void>
  start(): Promise<void>
  /** SIGSTOP: connections stay open, nothing answers. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export interface RedisSandboxOptions {
  /** Keep an append-only file, so that data outlives a restart. Default: true. */
  appendOnly?: boolean
  /** Further lines of configuration, e.g. `['--maxmemory', '20mb']`. */
  args?: readonly string[]
  /** Where its directory is made; default: where this machine keeps temporary files. */
  parentDir?: string
}

/** @throws Error when redis-server is not installed or does not answer within 10 s */
export async function startRedis(options: RedisSandboxOptions = {}): Promise<RedisSandbox> {
  const dir = await mkdtemp(join(options.parentDir ?? tmpdir(), 'hubbub-redis-'))
  const { port, server: first } = await startOnFreePort(dir, options)
  let server = first
  // One that reads its files is asked again at once, instead of when it thinks that it will be done.
  const retries = { retryStrategy: () => 50, maxRetriesPerRequest: null, maxLoadingRetryTime: 50 }
  const redis = new Redis(port, '127.0.0.1', retries)
  // A lost connection is what these tests are about; the commands tell how it ended.
  redis.on('error', () => undefined)

  async function stop() {
    redis.disconnect()
    await server.end('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  }

  async function start() {
    server = await startServer(port, dir, options)
    await eventually(() => redis.ping(), { withinMs: 10_000 })
  }

  return {
    host: '127.0.0.1',
    port,
    url: `redis://127.0.0.1:${port}`,
    dir,
    redis,
    pid: () => server.pid,
    start,
    async restart() {
      await server.end('SIGTERM')
      await start()
    },
    async kill9() {
      // Answered once all that was acked before has been written.
      await redis.config('SET', 'appendfsync', 'always')
      await server.end('SIGKILL')
    },
    pause: () => void process.kill(server.pid, 'SIGSTOP'),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

let shared: Promise<RedisSandbox> | undefined
let prefixes = 0

/**
 * One server for all tests of a file that only need Redis to be there; it ends with the test process. Do not kill,
 * pause or flush it.
 *
 * @returns the server and a key prefix nobody else uses
 */
export async function sharedRedis(): Promise<{ url: string; port: number; redis: Redis; prefix: string }> {
  shared ??= startRedis({ appendOnly: false })
  const { url, port, redis } = await shared
  prefixes += 1
  return { url, port, redis, prefix: `t${process.pid}-${prefixes}:` }
}

interface RunningServer {
  pid: number
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

async function startServer(port: number, dir: string, options: RedisSandboxOptions): Promise<RunningServer> {
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '']
  const appendOnly = ['--appendonly', (options.appendOnly ?? true) ? 'yes' : 'no']
  const server = spawn(BINARY, [...settings, ...appendOnly, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  server.stdout.on('data', chunk => said.push(String(chunk)))
  await once(server, 'spawn')
  const { pid } = server
  if (pid === undefined) throw new Error(`${BINARY} has no process id`)
  const watchdog = killWithThisProcess(pid, dir)

  await eventually(
    async () => {
      if (server.exitCode === null) await expectServer(port, pid)
    },
    { withinMs: 10_000 },
  )
  if (server.exitCode !== null) throw new Error(`${BINARY} ended with ${server.exitCode}: ${said.join('')}`)

  async function end(signal: 'SIGTERM' | 'SIGKILL') {
    if (server.exitCode === null && server.signalCode === null) {
      const exited = once(server, 'exit')
      server.kill(signal)
      // A stopped process takes no SIGTERM before it goes on.
      server.kill('SIGCONT')
      await exited
    }
    watchdog.release()
  }

  return { pid, end }
}

/** Whoever answers on the port must be the process we have started. */
async function expectServer(port: number, pid: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.write('INFO server\r\n')
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(1_000) })
    if (!String(answer).includes(`process_id:${pid}\r`)) throw new Error(`not ready: ${answer}`)
  } finally {
    socket.destroy()
  }
}

async function startOnFreePort(dir: string, options: RedisSandboxOptions) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort({ above: CLUSTER_BUS_ABOVE })
    try {
      return { port, server: await startServer(port, dir, options) }
    } catch (cause) {
      // Somebody else may have taken the port in between.
      if (attempt === 3) throw cause
    }
  }
}
