// @ts-check
// npm run prove: shows that no acknowledged message is lost, doubled or reordered, while everything breaks; --help says
// what may be asked for, docs/proof.md what it shows.

import './steps/check-node.mjs'
import { pathToFileURL } from 'node:url'
import { buildPrograms, buildServer, buildWeb } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { root } from './steps/run.mjs'
import { runSteps } from './steps/say.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'

await runSteps(async () => {
  await installDependencies()
  await provideSystemParts([PARTS.redis, PARTS.nginx])
  await buildServer()
  await buildWeb()
  await buildPrograms()
})

await import(pathToFileURL(`${root}/test/dist/chaos/prove.js`).href)
