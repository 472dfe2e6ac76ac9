// One node: its Redis where none is given, its primary, and the signals a person or a service manager sends.

import type { Config } from '../config.js'
import { createLog } from '../log.js'
import { checkRedis } from '../redis/connections.js'
import { startEmbeddedRedis } from '../redis/embedded-redis.js'
import { parseRedisUrl } from '../redis-address.js'
import { type Primary, startPrimary } from './primary.js'

const REDIS_WITHIN_MS = 5_000

/** @throws Error with one line for a person when the node cannot start; nothing is left running then */
export async function runNode(config: Config, workerModule: string): Promise<void> {
  const logger = createLog(config.logLevel, config.nodeId, 'primary')
  const embedded =
    config.redisUrl === null
      ? await startEmbeddedRedis({
          dataDir: config.dataDir,
          log: logger,
          appendFsync: config.durability.fsync,
          binary: config.redisServer,
        })
      : null
  const redisUrl = embedded?.url ?? config.redisUrl ?? ''

  let primary: Primary
  try {
    await checkRedis({ address: parseRedisUrl(redisUrl), ca: config.redisCa }, REDIS_WITHIN_MS)
    primary = await startPrimary({
      host: config.host,
      port: config.port,
      workers: config.workers,
      nodeId: config.nodeId,
      workerModule,
      workerEnv: { REDIS_URL: redisUrl, HUBBUB_RUN_ID: config.runId },
      log: logger,
    })
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  greet(config, primary.port, embedded !== null)

  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!isStopping) void stop(signal)
      isStopping = true
    })
  }
  process.on('SIGHUP', () => {
    primary.reload().then(
      () => logger.warn('all workers replaced'),
      error => logger.error({ reason: String(error) }, 'workers not replaced'),
    )
  })

  async function stop(signal: string): Promise<void> {
    say(`\n${signal}: stopping…`)
    await primary.stop()
    await embedded?.stop()
    say('Stopped. Everything acknowledged is kept.')
  }
}

function greet(config: Config, port: number, isEmbedded: boolean): void {
  const url = config.publicUrl ?? `http://localhost:${port}`
  const workers = config.workers === 1 ? '1 worker' : `${config.workers} workers`
  say(`
  Hubbub is up:  ${url}

  ${workers} on node ${config.nodeId}, port ${port}
  data: ${isEmbedded ? config.dataDir : 'in the Redis of REDIS_URL'}
  stop: Ctrl-C    replace all workers without a pause: kill -HUP ${process.pid}
`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
