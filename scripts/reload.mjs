// @ts-check
// npm run reload: replaces all workers of the node without a pause, one by one, and waits for the outcome.
//   npm run reload                           the node of this machine
//   npm run reload -- http://10.0.0.2:4000   another one, by the address of its internal port

import './steps/check-node.mjs'
import { askInternalPort, internalUrl } from './steps/internal-port.mjs'
import { runSteps, Stop, say } from './steps/say.mjs'

await runSteps(async () => {
  const url = internalUrl(process.argv[2])
  say(`replacing the workers of ${url.origin}; each may take half a minute`)
  const startedAt = performance.now()
  const outcome = await askInternalPort('POST', new URL('/reload', url), 'ok')
  if (!outcome.ok) throw new Stop(`workers not replaced: ${outcome.reason}`)
  say(`all workers replaced in ${Math.round((performance.now() - startedAt) / 1_000)} s`)
})
