// @ts-check
import { fingerprint, unlessDone } from './fingerprint.mjs'
import { root, runModule } from './run.mjs'
import { say } from './say.mjs'

const SETTINGS = ['package-lock.json', 'tsconfig.base.json']

/** Compiles the server and what it stands on when something in it has changed since. */
export async function buildServer() {
  const last = {
    stamp: '.cache/server-built-from',
    wanted: fingerprint([...SETTINGS, 'packages/shared', 'apps/server']),
    product: 'apps/server/dist/main.js',
  }
  await unlessDone(last, async () => {
    say('compiling the server (tsc -b)')
    await typescript(['-b', 'apps/server'])
  })
}

/** Compiles what runs beside the chat: the load test, the benchmark, the proof. */
export async function buildPrograms() {
  const last = {
    stamp: '.cache/programs-built-from',
    wanted: fingerprint([...SETTINGS, 'packages', 'apps', 'test']),
    product: 'test/dist/support/root.js',
  }
  await unlessDone(last, async () => {
    say('compiling the programs in test/ (tsc -b)')
    await typescript(['-b', 'test'])
  })
}

/** Compiles and checks everything, tests included. */
export async function buildTypes() {
  say('checking types (tsc -b)')
  await typescript(['-b'])
  await typescript(['-p', 'scripts'])
}

/** @param {readonly string[]} args */
async function typescript(args) {
  await runModule('typescript/bin/tsc', args)
}

/** Bundles the page when something in it has changed since. */
export async function buildWeb() {
  const last = {
    stamp: '.cache/web-built-from',
    wanted: fingerprint([...SETTINGS, 'packages/shared', 'packages/client', 'apps/web']),
    product: 'apps/web/dist/index.html',
  }
  await unlessDone(last, async () => {
    say('building the page (vite build)')
    await typescript(['-b', 'packages/client'])
    await runModule('vite/bin/vite.js', ['build', '--logLevel', 'warn'], { cwd: `${root}/apps/web` })
  })
}
