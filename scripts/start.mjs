// @ts-check
// npm start: from a fresh clone to a running chat.

import './steps/check-node.mjs'
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { buildServer, buildWeb } from './steps/build-parts.mjs'
import { installDependencies } from './steps/install-dependencies.mjs'
import { root } from './steps/run.mjs'
import { runSteps, say } from './steps/say.mjs'
import { PARTS, provideSystemParts } from './steps/system-parts.mjs'

await runSteps(async () => {
  if (existsSync(`${root}/.env`)) {
    say('reading settings from .env')
    process.loadEnvFile(`${root}/.env`)
  }
  await installDependencies()
  await buildServer()
  await buildWeb()
  // With a Redis of its own (REDIS_URL) the chat needs no redis-server here.
  if (!process.env.REDIS_URL && !process.env.REDIS_URL_FILE) await provideSystemParts([PARTS.redis])
})

// The server runs in this process, so that a signal meant for it has no one to pass by. Its workers are started from
// the file that this process names as its program.
process.argv = [process.execPath, `${root}/apps/server/dist/main.js`]
await import(pathToFileURL(`${root}/apps/server/dist/main.js`).href)
