// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './run.mjs'
import { Stop } from './say.mjs'

const START_TIMEOUT_MS = 30_000

/**
 * Runs the built chat on a free port of loopback, with a data directory of its own that goes when it stops.
 *
 * @param {Record<string, string>} [settings] over those
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 * @throws {Stop} when it does not tell its address within 30 s
 */
export async function startProduct(settings = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-'))
  const server = spawn(process.execPath, ['apps/server/dist/main.js'], {
    cwd: root,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      WORKERS: '2',
      DATA_DIR: dataDir,
      REDIS_URL: '',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')

  async function stop() {
    server.kill('SIGTERM')
    await ended
    await rm(dataDir, { recursive: true, force: true })
  }

  const said = readAddress(server.stdout)
  const late = AbortSignal.timeout(START_TIMEOUT_MS)
  const url = await Promise.race([
    said,
    ended.then(() => undefined),
    once(late, 'abort').then(() => undefined),
  ])
  if (url !== undefined) return { url, stop }
  await stop()
  throw new Stop('the chat did not start')
}

/**
 * @param {import('node:stream').Readable} output
 * @returns {Promise<string>} the first address in it; what comes later is read and dropped
 */
function readAddress(output) {
  let text = ''
  return new Promise(resolve => {
    output.on('data', chunk => {
      text += chunk
      const address = /https?:\/\/[\w.:-]+/.exec(text)
      if (address !== null) resolve(address[0])
    })
  })
}
