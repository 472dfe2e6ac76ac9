// One node: its Redis where none is given, its primary, and the signals a person or a service manager sends.

import type { Config } from '../config.js'
import { checkFilesFolder } from '../files/file-disk.js'
import { createLog } from '../log.js'
import { checkRedis } from '../redis/connections.js'
import { startEmbeddedRedis } from '../redis/embedded-redis.js'
import { parseRedisUrl } from '../redis-address.js'
import { startInternalServer } from './internal-server.js'
import { type Primary, ROUTING_LIMITS, startPrimary } from './primary.js'
import { tellReady } from './tell-ready.js'

const REDIS_WITHIN_MS = 5_000
/** After the window to move in: for those who have not, and to put things in order. */
const HARD_EXIT_MS = 20_000
/** A node that has told nothing of itself for so long is not one to send clients to. */
const FELLOW_LOST_AFTER_MS = 6_000

/** @throws Error with one line for a person when the node cannot start; nothing is left running then */
export async function runNode(config: Config, workerModule: string): Promise<void> {
  const logger = createLog(config.logLevel, config.nodeId, 'primary')
  await checkFilesFolder(config.filesDir)
  const stops: (() => void | Promise<void>)[] = []
  /** Those who are told to stop by a service manager have others to move their clients to, if there are any. */
  let windowMs = 0
  let primary: Primary | null = null
  let stopping: Promise<void> | null = null
  // Before anything is started: a Redis of our own would outlive a primary that ends by the signal.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop(signal)
    })
  }

  let operators: string | null = null
  try {
    const redisUrl = config.redisUrl ?? (await startOwnRedis())
    await checkRedis({ address: parseRedisUrl(redisUrl), ca: config.redisCa }, REDIS_WITHIN_MS)
    const started = await startPrimary({
      host: config.host,
      port: config.port,
      workers: config.workers,
      nodeId: config.nodeId,
      workerModule,
      workerEnv: workerEnv(config, redisUrl),
      // Behind a proxy everybody comes from one address, and the proxy has limits of its own.
      limits: config.trustProxy ? { unroutedPerAddressMax: ROUTING_LIMITS.unroutedMax } : {},
      times: { drainWindowMs: config.drainMs, drainWithinMs: config.drainMs + HARD_EXIT_MS },
      log: logger,
    })
    primary = started
    stops.push(() => started.stop(windowMs))
    if (config.internal !== null) {
      const internal = await startInternalServer(config.internal, { ...started, reload }, logger)
      stops.push(internal.close)
      operators = urlOf(config.internal.host, internal.port)
    }
  } catch (error) {
    // Whoever stops it has taken away what it was about to need.
    if (stopping !== null) return
    await stopAll()
    throw error
  }
  if (stopping !== null) return
  greet(config, { port: primary.port, isEmbedded: config.redisUrl === null, operators })
  process.on('SIGHUP', () => {
    // How it went is in the log; there is nobody else to tell.
    reload().catch(() => undefined)
  })
  if (config.demo) logger.warn('DEMO=on: everybody who signs in may kill and reload workers')
  // Last, because who was told may send any of these signals at once.
  tellReady(config.isAwaitedBySystemd, logger)

  async function startOwnRedis(): Promise<string> {
    const starting = startEmbeddedRedis({
      dataDir: config.dataDir,
      log: logger,
      appendFsync: config.durability.fsync,
      binary: config.redisServer,
    })
    stops.push(async () => {
      // One that does not start has left nothing behind, and is told of where it is started.
      const embedded = await starting.catch(() => null)
      await embedded?.stop()
    })
    return (await starting).url
  }

  async function reload(): Promise<void> {
    try {
      await primary?.reload()
      logger.warn('all workers replaced')
    } catch (error) {
      logger.error({ reason: String(error) }, 'workers not replaced')
      throw error
    }
  }

  async function stop(signal: string): Promise<void> {
    say(`\n${signal}: stopping…`)
    const hasFellows = primary?.fellows().some(({ ageMs }) => ageMs < FELLOW_LOST_AFTER_MS) ?? false
    if (signal === 'SIGTERM' && hasFellows) windowMs = config.drainMs
    const wasUp = primary !== null
    await stopAll()
    say('Stopped. Everything acknowledged is kept.')
    // What was about to start waits for what is gone.
    if (!wasUp) process.exit()
  }

  async function stopAll(): Promise<void> {
    for (const each of stops.toReversed()) {
      try {
        await each()
      } catch (error) {
        // The next one, the embedded Redis perhaps, must be stopped all the same.
        logger.error({ err: error }, 'a part failed to stop')
      }
    }
  }
}

/** Workers always get REDIS_URL. The `_FILE` variants are emptied, as a setting and its file together are a fault. */
function workerEnv({ durability, runId }: Config, redisUrl: string): Record<string, string> {
  const waits = durability.replicas > 0 ? `wait:${durability.replicas}` : ''
  return {
    REDIS_URL: redisUrl,
    REDIS_URL_FILE: '',
    DURABILITY: waits,
    DURABILITY_FILE: '',
    HUBBUB_RUN_ID: runId,
  }
}

function greet(
  config: Config,
  { port, isEmbedded, operators }: { port: number; isEmbedded: boolean; operators: string | null },
): void {
  const url = config.publicUrl ?? `http://localhost:${port}`
  const workers = config.workers === 1 ? '1 worker' : `${config.workers} workers`
  say(`
  Hubbub is up:  ${url}

  ${workers} on node ${config.nodeId}, port ${port}
  data: ${isEmbedded ? config.dataDir : 'in the Redis of REDIS_URL'}
  watch: ${operators === null ? 'INTERNAL_PORT is off' : `npm run status, or ${operators}/status`}
  stop: Ctrl-C    replace all workers without a pause: kill -HUP ${process.pid}
`)
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
