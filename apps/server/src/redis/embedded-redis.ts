// A redis-server of our own, for a machine that has been given none. Always true:
//  - one primary per data directory (data-dir-lock.ts), hence one redis-server per append-only file;
//  - it listens on a Unix socket that only this user can open, never on a port;
//  - it has a process group of its own: Ctrl-C in a terminal reaches the primary alone, which stops it last;
//  - when it dies unasked it is started again, and connections to it come back by themselves.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import type { Log } from '../log.js'
import { lockDataDir } from './data-dir-lock.js'
import { makeSocketDir, socketDirOf } from './socket-dir.js'

/** The first version with sharded pub/sub. */
const OLDEST_MAJOR = 7
const STOP_TIMEOUT_MS = 10_000
const FIRST_BACKOFF_MS = 100
const LONGEST_BACKOFF_MS = 5_000
/** A server that ran this long before it died starts again without delay. */
const SETTLED_MS = 60_000

export interface EmbeddedRedisOptions {
  /** Made when missing; everything lies in its folder `redis`. */
  dataDir: string
  log: Pick<Log, 'info' | 'warn' | 'error'>
  /** Whether an acked write may be lost with the machine's power (up to 2 s of them) or not. Default: everysec. */
  appendFsync?: 'everysec' | 'always'
  /** Default (also when null): the first of redis-server and valkey-server that is installed. */
  binary?: string | null
}

export interface EmbeddedRedis {
  /** `unix:///path/to/socket` */
  readonly url: string
  /** Flushes the append-only file, ends the server and frees the data directory. */
  stop(): Promise<void>
}

/**
 * Waits until the server answers and has loaded its data.
 *
 * @throws Error whose message is one line for the operator: no redis-server, one that is too old, a data directory
 *   that cannot be used or is in use
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const { log, appendFsync = 'everysec' } = options
  const binary = await findBinary(options.binary ?? null)
  const dir = folderIn(options.dataDir)
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch(cause => {
    throw new Error(`cannot use the data directory: ${cause.message}`, { cause })
  })
  const socketDir = await makeSocketDir(dir)
  const socketPath = socketIn(socketDir)
  const lock = await lockDataDir(socketDir)

  try {
    await endOrphan(socketPath, log)
    const server = await superviseServer(() => launch(binary, dir, socketPath, appendFsync), socketPath, log)
    return {
      url: urlOf(socketPath),
      async stop() {
        await server.stop()
        await lock.release()
      },
    }
  } catch (cause) {
    await lock.release()
    throw cause
  }
}

/** @returns where the one of this data directory answers, if it runs */
export function embeddedRedisUrl(dataDir: string): string {
  return urlOf(socketIn(socketDirOf(folderIn(dataDir))))
}

function folderIn(dataDir: string): string {
  return join(resolve(dataDir), 'redis')
}

function socketIn(socketDir: string): string {
  return join(socketDir, 'redis.sock')
}

function urlOf(socketPath: string): string {
  return `unix://${socketPath}`
}

async function findBinary(wanted: string | null): Promise<string> {
  for (const binary of wanted === null ? ['redis-server', 'valkey-server'] : [wanted]) {
    const answer = await promisify(execFile)(binary, ['--version']).catch(cause => {
      if (cause.code === 'ENOENT') return undefined
      throw new Error(`cannot run ${binary}: ${cause.message.split('\n')[0]}`, { cause })
    })
    if (answer === undefined) continue
    const version = /\bv=(\d+)\.[\d.]+/.exec(answer.stdout)
    if (version === null)
      throw new Error(`${binary} does not report a version; is it a Redis or Valkey server?`)
    if (Number(version[1]) < OLDEST_MAJOR)
      throw new Error(`${binary} is ${version[0].slice(2)}, but ${OLDEST_MAJOR}.0 or newer is needed`)
    return binary
  }
  throw new Error(`${wanted ?? 'redis-server'} is not installed; install it or set REDIS_URL`)
}

/** Ends the server that a killed primary left behind, in order, so that what it holds is in the file. */
async function endOrphan(socketPath: string, log: EmbeddedRedisOptions['log']): Promise<void> {
  const socket = connect(socketPath)
  try {
    await once(socket, 'connect')
  } catch {
    // Nobody listens there: the usual case.
    return
  }
  log.warn({ socketPath }, 'redis-server of an earlier run found; ending it')
  // Only its exit closes the connection; whether that looks like an end or a reset makes no difference.
  const closed = new Promise<'closed'>(resolve => socket.once('close', () => resolve('closed')))
  socket.on('error', () => socket.destroy())
  socket.resume()
  socket.write('SHUTDOWN\r\n')
  const outcome = await Promise.race([closed, delay(STOP_TIMEOUT_MS, 'late', { ref: false })])
  socket.destroy()
  if (outcome === 'late')
    throw new Error(`redis-server of an earlier run still holds ${socketPath} and does not stop`)
}

interface Server {
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
  /** Resolves with how it ended and the last it said. */
  ended: Promise<string>
}

function launch(binary: string, dir: string, socketPath: string, appendFsync: string): Server {
  const settings = {
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir,
    appendonly: 'yes',
    appendfsync: appendFsync,
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })

  let lastLine = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', chunk => {
      lastLine = String(chunk).trimEnd().split('\n').at(-1) ?? lastLine
    })
  const ended = new Promise<string>(resolve => {
    child.once('error', cause => resolve(cause.message))
    child.once('close', (code, signal) => resolve(`${signal ?? `exit code ${code}`}: ${lastLine}`))
  })
  return { kill: signal => child.kill(signal), ended }
}

async function superviseServer(
  launchServer: () => Server,
  socketPath: string,
  log: EmbeddedRedisOptions['log'],
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let server = launchServer()
  await waitUntilLoaded(server, socketPath)

  async function keepRunning() {
    let backoffMs = FIRST_BACKOFF_MS
    for (;;) {
      const startedAt = performance.now()
      const end = await server.ended
      if (stopping.signal.aborted) return
      if (performance.now() - startedAt > SETTLED_MS) backoffMs = FIRST_BACKOFF_MS
      log.error({ end, backoffMs }, 'redis-server ended unexpectedly; starting it again')
      await delay(backoffMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)
      server = launchServer()
    }
  }
  const kept = keepRunning()

  return {
    async stop() {
      stopping.abort()
      // Redis answers SIGTERM by flushing its file and leaving.
      server.kill('SIGTERM')
      const giveUp = setTimeout(() => {
        log.error({ waitedMs: STOP_TIMEOUT_MS }, 'redis-server does not stop; killing it')
        server.kill('SIGKILL')
      }, STOP_TIMEOUT_MS)
      await kept
      clearTimeout(giveUp)
    },
  }
}

async function waitUntilLoaded(server: Server, socketPath: string): Promise<void> {
  const redis = new Redis({ path: socketPath, retryStrategy: () => 50, maxRetriesPerRequest: null })
  // Until the server listens, every attempt fails; whether it ever will is told by `ended`.
  redis.on('error', () => undefined)
  const ready = new Promise<'ready'>(resolve => redis.once('ready', () => resolve('ready')))
  const outcome = await Promise.race([ready, server.ended])
  redis.disconnect()
  if (outcome !== 'ready') throw new Error(`redis-server did not start: ${outcome}`)
}
