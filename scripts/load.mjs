// @ts-check
// npm run load -- --url http://127.0.0.1:3000: plays many people on a running chat; --help says how.

import './steps/check-node.mjs'
import { pathToFileURL } from 'node:url'
import { buildPrograms } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { root } from './steps/run.mjs'
import { runSteps } from './steps/say.mjs'

await runSteps(async () => {
  await installDependencies()
  await buildPrograms()
})

await import(pathToFileURL(`${root}/test/dist/load/run.js`).href)
