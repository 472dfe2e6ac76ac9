// @ts-check
// npm run scaling: what so many people need, calculated from what the benchmark measured, into docs/scaling.md.

import './steps/check-node.mjs'
import { buildPrograms } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { root, run } from './steps/run.mjs'
import { runSteps } from './steps/say.mjs'

await runSteps(async () => {
  await installDependencies()
  await buildPrograms()
  await run(process.execPath, [`${root}/test/dist/scaling/run.js`])
})
