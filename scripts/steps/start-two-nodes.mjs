// @ts-check
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProduct } from './start-product.mjs'

/**
 * Runs two nodes of the built chat on one private Redis, open as a demonstration.
 *
 * @param {{ workers: number }} options for each node
 * @returns {Promise<{ urls: string[], stop: () => Promise<void> }>}
 */
export async function startTwoNodes({ workers }) {
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-redis-'))
  const path = join(folder, 'redis.sock')
  const redis = spawn(
    process.env.REDIS_SERVER ?? 'redis-server',
    ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(redis, 'exit')
  await untilSaid(redis.stdout, /ready to accept connections/i)
  const settings = {
    REDIS_URL: `unix://${path}`,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    WORKERS: String(workers),
    DEMO: 'on',
    LOG_LEVEL: 'error',
    INTERNAL_PORT: 'off',
    CONNECTIONS_PER_USER: '1000',
  }
  /** @type {Awaited<ReturnType<typeof startProduct>>[]} */
  const nodes = []
  for (const NODE_ID of ['app-a', 'app-b']) nodes.push(await startProduct({ ...settings, NODE_ID }))

  return {
    urls: nodes.map(({ url }) => url),
    async stop() {
      for (const node of nodes) await node.stop()
      redis.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * @param {import('node:stream').Readable} output
 * @param {RegExp} text
 * @returns {Promise<void>}
 */
function untilSaid(output, text) {
  let said = ''
  return new Promise(resolve => {
    output.on('data', chunk => {
      said += chunk
      if (text.test(said)) resolve()
    })
  })
}
