// @ts-check
// npm run bench: what the chat costs beside the textbook Socket.IO cluster and a bare WebSocket server.
//   npm run bench -- --quick               small, in less than two minutes, to see that all works
//   npm run bench -- --workload m2         one workload
//   npm run bench -- --write-docs          in full, and the figures in docs/performance.md anew

import './steps/check-node.mjs'
import { spawn } from 'node:child_process'
import { buildPrograms, buildServer } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { root } from './steps/run.mjs'
import { runSteps } from './steps/say.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'

await runSteps(async () => {
  await installDependencies()
  await provideSystemParts([PARTS.redis, PARTS.nginx])
  await buildServer()
  await buildPrograms()
  const program = `${root}/test/dist/bench/run.js`
  const bench = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
  // It answers with its own exit code; an interruption reaches it by itself.
  process.on('SIGINT', () => undefined)
  process.exitCode = await new Promise(resolve => bench.once('close', code => resolve(code ?? 1)))
})
