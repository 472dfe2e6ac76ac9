// @ts-check
// npm run status: all nodes and their workers, as a table that stays up to date.
//   npm run status                                    as the node of this machine knows it
//   npm run status -- --once                          printed once, for scripts
//   npm run status -- http://10.0.0.2:4000            as another node knows it, by the address of its internal port

import './steps/check-node.mjs'
import { setTimeout as delay } from 'node:timers/promises'
import { askInternalPort, internalUrl } from './steps/internal-port.mjs'
import { runSteps, Stop } from './steps/say.mjs'
import { statusTable } from './steps/status-table.mjs'

const REFRESH_MS = 1_000
const CLEAR_SCREEN = '\x1b[H\x1b[2J'

await runSteps(async () => {
  const args = process.argv.slice(2)
  const isOnce = args.includes('--once') || !process.stdout.isTTY
  const url = new URL('/status', internalUrl(args.find(arg => !arg.startsWith('--'))))

  const look = async () => statusTable(await askInternalPort('GET', url, 'workers'), Date.now())
  let table = await look()
  if (isOnce) {
    process.stdout.write(`${table}\n`)
    return
  }
  for (;;) {
    process.stdout.write(`${CLEAR_SCREEN}${url.origin}  ${new Date().toLocaleTimeString()}\n\n${table}\n`)
    await delay(REFRESH_MS)
    table = await look().catch(unlessGone)
  }
})

/**
 * A node that restarts is back in a moment.
 *
 * @param {unknown} error
 */
function unlessGone(error) {
  if (error instanceof Stop) return error.message
  throw error
}
