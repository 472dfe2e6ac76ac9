import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a piece of a set-up script as it runs before anything is installed; `before` alters the machine it sees. */
async function runStep(step: string, before = '', env: Record<string, string> = {}) {
  const preload = `data:text/javascript,${encodeURIComponent(before)}`
  const args = ['--import', preload, '--input-type=module', '--eval', step]
  const options = { cwd: root, env: { ...process.env, ...env } }
  return promisify(execFile)(process.execPath, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}

test('an old Node is refused with one clear line by every script', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })`
  for (const script of ['start', 'build', 'test', 'load', 'screenshots', 'bench', 'scaling']) {
    const { code, stderr } = await runStep(`await import('./scripts/${script}.mjs')`, old)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Hubbub needs Node 20\.19 or newer; this is .+\n$/)
  }
})

test('a missing redis-server is one message with the commands that install it', async () => {
  const step = `
    const { runSteps } = await import('./scripts/steps/say.mjs')
    const { PARTS, provideSystemParts } = await import('./scripts/steps/system-parts.mjs')
    await runSteps(() => provideSystemParts([PARTS.redis]))
  `
  const notRoot = 'process.getuid = () => 1000'
  const { code, stdout, stderr } = await runStep(step, notRoot, { PATH: '/nonexistent', REDIS_SERVER: '' })

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toBe(`Stopped: redis-server not found. Install it and start again:
  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y redis-server
  Fedora:          sudo dnf install -y valkey
  macOS:           brew install redis
`)
})

test('a step is done again when its sources change or its product is gone, and not otherwise', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-setup-'))
  const at = (name: string) => relative(root, join(dir, name))
  const once = `
    const { fingerprint, unlessDone } = await import('./scripts/steps/fingerprint.mjs')
    const { writeFileSync } = await import('node:fs')
    const last = { stamp: '${at('stamp')}', product: '${at('product')}', wanted: fingerprint(['${at('source')}']) }
    await unlessDone(last, async () => { writeFileSync(last.product, ''); console.log('done') })
  `
  const outputs: string[] = []
  const runOnce = async () => void outputs.push((await runStep(once)).stdout.trim())

  await writeFile(join(dir, 'source'), 'one')
  await runOnce()
  await runOnce()
  await writeFile(join(dir, 'source'), 'two')
  await runOnce()
  await runOnce()
  await rm(join(dir, 'product'))
  await runOnce()

  expect(outputs).toEqual(['done', '', 'done', '', 'done'])
  await rm(dir, { recursive: true })
})

test('package-lock.json names no registry and holds every program that some platform needs', async () => {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }> =
    lock.packages

  const hosts = Object.values(packages).filter(({ resolved }) => resolved?.includes('://'))
  expect(hosts).toEqual([])

  // `npm ci` refuses a lock file that lacks one of them, on whatever platform it runs.
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  )
  expect(missing).toEqual([])
})

interface Locked {
  version?: string
  engines?: { node?: string }
}

async function lockedPackages(): Promise<[path: string, locked: Locked][]> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries<Locked>(packages)
}

type Version = readonly [major: number, minor: number, patch: number]
const OLDEST_NODE: Version = [20, 19, 0]

function versionOf(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(part => Number.parseInt(part, 10) || 0)
  return [major, minor, patch]
}

function isAtLeast([major, minor, patch]: Version, least: Version): boolean {
  return (major - least[0] || minor - least[1] || patch - least[2]) >= 0
}

/** As far as ranges are written in this lock file: `^20.19.0 || >=22`, `>= 10.x`, `14 >=14.17`. */
function allows(range: string, version: Version): boolean {
  return range.split('||').some(alternative =>
    [...alternative.matchAll(/(\^|>=|)\s*(\d[\w.]*)/g)].every(([, sign, text = '']) => {
      const least = versionOf(text)
      return isAtLeast(version, least) && (sign === '>=' || least[0] === version[0])
    }),
  )
}

test('every package runs on the oldest Node that we promise', async () => {
  // What Fastify loads for `app.inject` alone, which nothing here calls.
  const neverLoaded = ['node_modules/light-my-request/node_modules/cookie']
  const refusing = (await lockedPackages()).filter(
    ([, { engines }]) => !allows(engines?.node ?? '>=0', OLDEST_NODE),
  )
  expect(refusing.map(([path]) => path)).toEqual(neverLoaded)
})

test('no package is older than the version in which its known holes were closed', async () => {
  const floors: Readonly<Record<string, string>> = {
    'socket.io': '4.8.4',
    'engine.io': '6.6.12',
    'socket.io-parser': '4.2.7',
    ws: '8.21.0',
    fastify: '5.12.1',
    '@fastify/proxy-addr': '5.1.1',
  }
  const locked = await lockedPackages()
  for (const [name, floor] of Object.entries(floors)) {
    const versions = locked
      .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
      .map(([, { version = '' }]) => version)
    expect(versions.length, name).toBeGreaterThan(0)
    for (const version of versions)
      expect([name, version, isAtLeast(versionOf(version), versionOf(floor))]).toEqual([name, version, true])
  }
})
