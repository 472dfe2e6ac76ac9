// @ts-check
// npm run build: everything that `npm start` runs.

import './steps/check-node.mjs'
import { buildServer, buildWeb } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { runSteps } from './steps/say.mjs'

await runSteps(async () => {
  await installDependencies()
  await buildServer()
  await buildWeb()
})
