// Loads the settings and becomes a primary or one of its workers; or makes a reset link, and ends.

import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runNode } from './cluster/node.js'
import { reportStartFailure, workerId } from './cluster/worker-link.js'
import { BadSettings, type Config, loadConfig } from './config.js'
import { createLog } from './log.js'
import { parseRedisUrl } from './redis-address.js'

const [command, ...words] = process.argv.slice(2)

try {
  const config = loadConfig(process.env)
  if (command === 'reset-password') await makeResetLink(config, words.join(' '))
  else if (cluster.isPrimary) {
    // What passes through a primary is soon dead: where there is little room for what is new, little of it stays in memory.
    setFlagsFromString('--semi-space-growth-factor=1')
    setFlagsFromString('--heap-growing-percent=30')
    await runNode(config, fileURLToPath(import.meta.url))
  } else await runWorker(config)
} catch (error) {
  const lines =
    error instanceof BadSettings ? error.faults : [error instanceof Error ? error.message : String(error)]
  for (const line of lines) process.stderr.write(`hubbub: ${line}\n`)
  process.exitCode = 1
}

async function makeResetLink(config: Config, name: string): Promise<void> {
  const { printResetLink } = await import('./cluster/reset-link.js')
  await printResetLink(config, name)
}

async function runWorker(config: Config): Promise<void> {
  const logger = createLog(config.logLevel, config.nodeId, workerId())
  try {
    if (config.redisUrl === null) throw new Error('a worker needs the REDIS_URL its primary gives it')
    // Here and not above: a primary starts sooner without what only a worker needs.
    const { startWorker } = await import('./cluster/worker.js')
    await startWorker(config, logger, { address: parseRedisUrl(config.redisUrl), ca: config.redisCa })
  } catch (error) {
    logger.error({ err: error }, 'worker cannot start')
    await reportStartFailure(error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}
