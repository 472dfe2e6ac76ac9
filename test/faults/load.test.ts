// The load test as a person runs it, against a real node.

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { freePort } from '../support/free-port.js'
import { SHORT_LOAD, startLoad } from '../support/run-load.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest } from '../support/wire-client.js'

let cluster: Cluster
let scratch: string

beforeAll(async () => {
  cluster = await startCluster()
  scratch = await mkdtemp(join(tmpdir(), 'hubbub-load-test-'))
})

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]()
  await rm(scratch, { recursive: true, force: true })
})

const load = (...args: string[]) => startLoad('--url', cluster.url, ...SHORT_LOAD, ...args)

/** How many members each room of a load test has. */
async function membersLeft(): Promise<number[]> {
  using looker = await guest(cluster.url)
  const { others } = await looker.ok('rooms:list', {})
  return others.filter(({ name }) => name.startsWith('load test ')).map(({ memberCount }) => memberCount)
}

test('a node that does its work passes, and nobody is left in the rooms of the test', async () => {
  await using run = await load('--p99', '5s', '--metrics', `${cluster.internalUrl}/metrics`)
  expect(await run.exited()).toBe(0)
  expect(run.stdout()).toContain('All thresholds were kept.')
  expect(await run.files()).toEqual([expect.stringMatching(/\.html$/), expect.stringMatching(/\.json$/)])

  const { outcome, servedBy, nodes, machine, seconds } = await run.result()
  // Each message reaches the four clients of its room.
  expect(outcome.counts).toMatchObject({ joined: 12, due: 75, sent: 75, acked: 75, deliveries: 300 })
  expect(outcome.findings).toMatchObject({ lost: 0, unconnected: 0, unsent: 0, contradictions: 0 })
  expect(outcome.errors).toEqual({})
  expect(outcome.latencies.delivery.count).toBe(240)
  expect(servedBy.every((by: string) => by.startsWith('node-a '))).toBe(true)
  expect(nodes[0]).toMatchObject({ node: 'node-a', failures: 0 })
  expect(machine.nodeVersion).toBe(process.version)
  const perSecond = (seconds as { deliveries: number }[]).map(({ deliveries }) => deliveries)
  expect(perSecond.reduce((sum, count) => sum + count, 0)).toBe(300)
  expect(await membersLeft()).toEqual([0, 0, 0])
})

test('a threshold that cannot be kept ends with exit code 1 and is named', async () => {
  await using run = await load('--p99', '0ms')
  expect(await run.exited()).toBe(1)
  expect(run.stdout()).toMatch(/Thresholds were crossed: 99 % of deliveries within .* \(allowed: 0 ms\)\./)
})

test('all clients lose their connection at once, come back, and miss nothing', async () => {
  await using run = await load('--scenario', 'storm')
  expect(await run.exited()).toBe(0)
  const { outcome } = await run.result()
  expect(outcome.counts).toMatchObject({ joined: 12, rejoined: 12, deliveries: 300, connectionsLost: 0 })
  expect(outcome.findings).toMatchObject({ lost: 0, unconnected: 0 })
})

test('clients that share accounts and connect from many addresses are one test like any other', async () => {
  await using run = await load('--accounts', '4', '--rooms', '1', '--source', '127.0.0.0/28', '--forwarded')
  expect(await run.exited()).toBe(0)
  expect((await run.result()).outcome.counts).toMatchObject({ joined: 12, deliveries: 75 * 12 })
})

test('accounts in a file are used again, stay signed in, and leave the rooms', async () => {
  const file = join(scratch, 'accounts.json')
  await using first = await load('--accounts-file', file)
  expect(await first.exited()).toBe(0)
  const kept = JSON.parse(await readFile(file, 'utf8'))
  expect((await stat(file)).mode & 0o777).toBe(0o600)

  await using second = await load('--accounts-file', file)
  expect(await second.exited()).toBe(0)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(kept)
  const [{ cookie, userId }] = kept.accounts
  const me = await fetch(`${cluster.url}/api/auth/me`, { headers: { cookie } })
  expect(await me.json()).toMatchObject({ userId })
  expect((await membersLeft()).every(count => count === 0)).toBe(true)
})

test('a limit of the server that was met is told as what was measured', async () => {
  await using strict = await startCluster({ env: { MESSAGES_PER_10S: '10' } })
  await using run = await startLoad('--url', strict.url, ...SHORT_LOAD, '--accounts', '3', '--settle', '1')
  expect(await run.exited()).toBe(1)
  expect((await run.result()).outcome.limits.messages).toBeGreaterThan(0)
  expect(run.stdout()).toContain('The latencies are those of that limit: use more --accounts, or raise it.')
  expect(run.stdout()).toContain('Limits of the server were met.')
})

test.each([
  [
    'an address where nobody is',
    async () => `http://127.0.0.1:${await freePort()}`,
    /^Stopped: http:\S+ cannot be reached: ECONNREFUSED\n$/,
  ],
  [
    'a name that does not exist',
    async () => 'http://chat.invalid',
    /^Stopped: http:\/\/chat\.invalid cannot be reached: \w+\n$/,
  ],
  [
    'a server that is no chat',
    async () => cluster.internalUrl,
    /^Stopped: http:\S+ answers, but not as a chat does: .*\n$/,
  ],
])('%s is one clear line and exit code 2', async (_what, url, line) => {
  await using run = await startLoad('--url', await url())
  expect(await run.exited()).toBe(2)
  expect(run.stderr()).toMatch(line)
})

test('whatever it cannot be run with is one clear line and exit code 2', async () => {
  const foreign = join(scratch, 'foreign.json')
  await writeFile(foreign, JSON.stringify({ url: 'https://chat.example.com', accounts: [] }))
  const wrong = [
    ['--rate', 'fast'],
    ['--clients', '600'],
    ['--accounts-file', foreign],
    ['--accounts-file', join(scratch, 'no-folder', 'accounts.json')],
    ['--out', foreign],
    ['--metrics', cluster.url],
  ]
  for (const args of wrong) {
    await using run = await load(...args)
    expect(await run.exited()).toBe(2)
    expect(run.stderr()).toMatch(/^Stopped: .+\n$/)
  }
})

test('Ctrl-C ends the sending early, and the outcome is that of what was sent', async () => {
  await using run = await load('--duration', '300')
  await eventually(() => expect(run.stdout()).toMatch(/delivered [1-9]/), { withinMs: 30_000 })
  run.child.kill('SIGINT')
  expect(await run.exited()).toBe(0)
  expect(run.stdout()).toContain('Ended early. All thresholds were kept.')
  expect((await run.result()).wasInterrupted).toBe(true)
})

test('a test that loses one of its own processes says so', async () => {
  await using run = await load('--duration', '300')
  const generators = await eventually(
    async () => {
      const children = await readFile(`/proc/${run.child.pid}/task/${run.child.pid}/children`, 'utf8')
      expect(children.trim().split(' ')).toHaveLength(2)
      return children.trim().split(' ')
    },
    { withinMs: 30_000 },
  )
  process.kill(Number(generators[0]), 'SIGKILL')
  expect(await run.exited()).toBe(2)
  expect(run.stderr()).toBe('Stopped: process 1 of the test ended with SIGKILL\n')
})

test('help is there, and asks for nothing', async () => {
  await using run = await startLoad('--help')
  expect(await run.exited()).toBe(0)
  expect(run.stdout()).toMatch(/^npm run load -- --url <origin> \[flags\]\n/)
})
