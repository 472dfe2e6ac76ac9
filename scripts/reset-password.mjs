// @ts-check
// npm run reset-password -- <name>: a link by which the owner of that account sets a new password, for operators who have
// forgotten their own; others get theirs from the page of the cluster. Run it where the node runs, with its settings.

import './steps/check-node.mjs'
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { root } from './steps/run.mjs'
import { runSteps, Stop } from './steps/say.mjs'

await runSteps(async () => {
  const main = `${root}/apps/server/dist/main.js`
  if (!existsSync(main)) throw new Stop('the chat has not been built yet: npm run build')
  if (existsSync(`${root}/.env`)) process.loadEnvFile(`${root}/.env`)
  process.argv = [process.execPath, main, 'reset-password', ...process.argv.slice(2)]
  await import(pathToFileURL(main).href)
})
