// @ts-check
// npm test: everything, or what one asks for.
//   npm test                       format, lint, types, all tests
//   npm run check                  format, lint, types, unit and contract tests
//   npm test -- test/unit -t name  the same, but only those tests; arguments go to Vitest

import './steps/check-node.mjs'
import { buildTypes, buildWeb } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { provideNode24 } from './steps/node-24.mjs'
import { runModule } from './steps/run.mjs'
import { runSteps, say } from './steps/say.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'
import { provideTestTools, TOOLS } from './steps/test-tools.mjs'

const [first, ...others] = process.argv.slice(2)
const isCheck = first === 'check'
const vitestArgs = isCheck ? ['--project', 'unit', '--project', 'contract', ...others] : process.argv.slice(2)

await runSteps(async () => {
  await installDependencies()
  await provideSystemParts(isCheck ? [PARTS.redis] : Object.values(PARTS))
  await provideTestTools(isCheck ? [TOOLS.kubernetesModels] : Object.values(TOOLS))
  if (!isCheck) await provideNode24()

  say('checking format and lint (biome)')
  await runModule('@biomejs/biome/bin/biome', ['check', '.'])
  await buildTypes()
  await buildWeb()

  say('running tests (vitest)')
  await runModule('vitest/vitest.mjs', ['run', ...vitestArgs])
})
