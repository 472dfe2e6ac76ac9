// The load test as a person runs it, against a real node, and against one whose answers are broken on the way.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Fault, type ServerPacket, startFaultyProxy } from '../support/faulty-proxy.js'
import { freePort } from '../support/free-port.js'
import { root } from '../support/root.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest } from '../support/wire-client.js'

const SHORT = [
  '--ramp',
  '1',
  '--duration',
  '2',
  '--clients',
  '12',
  '--rooms',
  '3',
  '--rate',
  '30',
  '--generators',
  '2',
]

let cluster: Cluster
let out: string

beforeAll(async () => {
  cluster = await startCluster()
  out = await mkdtemp(join(tmpdir(), 'hubbub-load-'))
})

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]()
  await rm(out, { recursive: true, force: true })
})

interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Each run has a folder of its own. */
async function load(...args: string[]): Promise<Ended & { folder: string }> {
  const folder = await mkdtemp(join(out, 'run-'))
  const program = [join(root, 'test/dist/load/run.js'), ...args, '--out', folder]
  const ended = await new Promise<Ended>(resolve => {
    execFile(process.execPath, program, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
  return { ...ended, folder }
}

async function resultOf(folder: string) {
  const files = await readdir(folder)
  const json = files.find(name => name.endsWith('.json'))
  expect(files.some(name => name.endsWith('.html'))).toBe(true)
  return JSON.parse(await readFile(join(folder, json ?? ''), 'utf8'))
}

const loadTestRooms = (rooms: readonly { name: string; memberCount: number }[]) =>
  rooms.filter(({ name }) => name.startsWith('load test '))

test('a node that does its work passes, and nobody is left in the rooms of the test', async () => {
  const metrics = `${cluster.internalUrl}/metrics`
  const { code, stdout, folder } = await load(
    '--url',
    cluster.url,
    ...SHORT,
    '--p99',
    '5s',
    '--metrics',
    metrics,
  )
  expect(stdout).toContain('All thresholds were kept.')
  expect(code).toBe(0)

  const { outcome, servedBy, nodes, machine, seconds } = await resultOf(folder)
  // 30 a second for 2 s, and half of that while the rate rose; each reaches four clients.
  expect(outcome.counts).toMatchObject({ joined: 12, due: 75, sent: 75, acked: 75, deliveries: 300 })
  expect(outcome.findings).toMatchObject({ lost: 0, unconnected: 0, unsent: 0, contradictions: 0 })
  expect(outcome.errors).toEqual({})
  expect(outcome.latencies.delivery.count).toBe(240)
  expect(servedBy.every((by: string) => by.startsWith('node-a '))).toBe(true)
  expect(nodes[0]).toMatchObject({ node: 'node-a', failures: 0 })
  expect(machine.nodeVersion).toBe(process.version)
  const perSecond = (seconds as { deliveries: number }[]).map(({ deliveries }) => deliveries)
  expect(perSecond.reduce((sum, count) => sum + count, 0)).toBe(300)

  using looker = await guest(cluster.url)
  const directory = await looker.ok('rooms:list', {})
  expect(loadTestRooms(directory.others).map(({ memberCount }) => memberCount)).toEqual([0, 0, 0])
})

test('a threshold that cannot be kept ends with exit code 1 and is named', async () => {
  const { code, stdout } = await load('--url', cluster.url, ...SHORT, '--p99', '0ms')
  expect(stdout).toMatch(/Thresholds were crossed: 99 % of deliveries within .* \(allowed: 0 ms\)\./)
  expect(code).toBe(1)
})

test('all clients lose their connection at once, come back, and miss nothing', async () => {
  const { code, stdout, folder } = await load('--url', cluster.url, ...SHORT, '--scenario', 'storm')
  const { outcome } = await resultOf(folder)
  expect(outcome.counts).toMatchObject({ joined: 12, rejoined: 12, deliveries: 300, connectionsLost: 0 })
  expect(outcome.findings).toMatchObject({ lost: 0, unconnected: 0 })
  expect(stdout).toContain('back after the storm')
  expect(code).toBe(0)
})

test('clients that share accounts and connect from many addresses are one test like any other', async () => {
  const args = ['--accounts', '4', '--source', '127.0.0.0/28', '--forwarded', '--scenario', 'lobby']
  const { code, folder } = await load(
    '--url',
    cluster.url,
    ...SHORT.filter(arg => arg !== '--rooms' && arg !== '3'),
    ...args,
  )
  const { outcome } = await resultOf(folder)
  expect(outcome.counts).toMatchObject({ joined: 12, deliveries: 75 * 12 })
  expect(code).toBe(0)
})

test('accounts in a file are used again, stay signed in, and leave the rooms', async () => {
  const file = join(out, 'accounts.json')
  const args = ['--url', cluster.url, ...SHORT, '--accounts-file', file]
  expect((await load(...args)).code).toBe(0)
  const kept = await readFile(file, 'utf8')
  expect((await stat(file)).mode & 0o777).toBe(0o600)

  expect((await load(...args)).code).toBe(0)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(kept))
  const [first] = JSON.parse(kept).accounts
  const me = await fetch(`${cluster.url}/api/auth/me`, { headers: { cookie: first.cookie } })
  expect(await me.json()).toMatchObject({ userId: first.userId })
  using looker = await guest(cluster.url)
  const directory = await looker.ok('rooms:list', {})
  expect(loadTestRooms(directory.others).every(({ memberCount }) => memberCount === 0)).toBe(true)
})

test('a limit of the server that was met is told as what was measured', async () => {
  await using strict = await startCluster({ env: { MESSAGES_PER_10S: '10' } })
  const args = ['--accounts', '3', '--settle', '1', '--max-errors', '1000']
  const { stdout, folder } = await load('--url', strict.url, ...SHORT, ...args)
  const { outcome } = await resultOf(folder)
  expect(outcome.limits.messages).toBeGreaterThan(0)
  expect(stdout).toContain('The latencies are those of that limit: use more --accounts, or raise it.')
  expect(stdout).toContain('Limits of the server were met.')
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
  const { code, stderr } = await load('--url', await url(), ...SHORT)
  expect(stderr).toMatch(line)
  expect(code).toBe(2)
})

test('wrong flags, a foreign accounts file and metrics that are none are one clear line and exit code 2', async () => {
  const file = join(out, 'foreign.json')
  await writeFile(file, JSON.stringify({ url: 'https://chat.example.com', accounts: [] }))
  const wrong = [
    ['--rate', 'fast'],
    ['--clients', '600'],
    ['--accounts-file', file],
    ['--accounts-file', join(out, 'no-folder', 'accounts.json')],
    ['--out', file],
    ['--metrics', cluster.url],
  ]
  for (const args of wrong) {
    const { code, stderr } = await load('--url', cluster.url, ...args)
    expect(stderr).toMatch(/^Stopped: .+\n$/)
    expect(code).toBe(2)
  }
})

test('Ctrl-C ends the sending early, and the outcome is that of what was sent', async () => {
  const folder = await mkdtemp(join(out, 'run-'))
  const args = ['--url', cluster.url, ...SHORT, '--duration', '300', '--out', folder]
  const child = spawn(process.execPath, [join(root, 'test/dist/load/run.js'), ...args])
  let stdout = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
  })
  await eventually(() => expect(stdout).toMatch(/delivered [1-9]/), { withinMs: 30_000 })
  child.kill('SIGINT')
  const [code] = await once(child, 'exit')
  expect(stdout).toContain('Ended early. All thresholds were kept.')
  expect(code).toBe(0)
  expect((await resultOf(folder)).wasInterrupted).toBe(true)
})

test('a test that loses one of its own processes says so', async () => {
  const folder = await mkdtemp(join(out, 'run-'))
  const args = ['--url', cluster.url, ...SHORT, '--duration', '300', '--out', folder]
  const child = spawn(process.execPath, [join(root, 'test/dist/load/run.js'), ...args])
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const generators = await eventually(
    async () => {
      const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      expect(children.trim().split(' ')).toHaveLength(2)
      return children.trim().split(' ')
    },
    { withinMs: 30_000 },
  )
  process.kill(Number(generators[0]), 'SIGKILL')
  const [code] = await once(child, 'exit')
  expect(stderr).toBe('Stopped: process 1 of the test ended with SIGKILL\n')
  expect(code).toBe(2)
})

test('help is there, and asks for nothing', async () => {
  const { code, stdout } = await load('--help')
  expect(stdout).toMatch(/^npm run load -- --url <origin> \[flags\]\n/)
  expect(code).toBe(0)
})

type Findings = {
  lost: number
  reading: { repaired: number; doubled: number; reordered: number }
  contradictions: number
}

const holdsSeq = (part: unknown, seq: number) => JSON.stringify(part)?.includes(`"seq":${seq},`) ?? false

/** Without the entry of one seq, wherever it is told. */
function without(part: unknown, seq: number): unknown {
  if (Array.isArray(part)) {
    return part
      .filter(item => !(item instanceof Object && 'seq' in item && 'mid' in item && item.seq === seq))
      .map(item => without(item, seq))
  }
  if (part === null || typeof part !== 'object') return part
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, without(value, seq)]))
}

/** Well after the entries that tell of members who came. */
const SEQ = 15

const FAULTS: [string, () => Fault, (findings: Findings) => void][] = [
  [
    'drops an entry wherever it is asked for: lost',
    () => packet => {
      const isAckOfSend = JSON.stringify(packet.parts).includes('"duplicate"')
      return isAckOfSend ? [packet.text] : [packet.rewritten(packet.parts.map(part => without(part, SEQ)))]
    },
    findings => expect(findings.lost).toBe(12),
  ],
  [
    'leaves an entry out until it is asked for: repaired',
    () => packet => (packet.isEntries && holdsSeq(packet.parts[1], SEQ) ? [] : [packet.text]),
    findings => {
      expect(findings.lost).toBe(0)
      expect(findings.reading.repaired).toBeGreaterThanOrEqual(12)
    },
  ],
  [
    'tells entries twice: doubled',
    () => packet => (packet.isEntries ? [packet.text, packet.text] : [packet.text]),
    findings => expect(findings.reading.doubled).toBeGreaterThanOrEqual(300),
  ],
  [
    'swaps entries: reordered',
    swapping,
    findings => expect(findings.reading.reordered).toBeGreaterThanOrEqual(12),
  ],
  [
    'acks another message than the one in the log: contradicted',
    () => packet => [packet.text.replace(/("mid":")[^"]+(".*"duplicate")/, '$1not-this-one$2')],
    findings => expect(findings.contradictions).toBeGreaterThanOrEqual(75),
  ],
]

function swapping(): Fault {
  let held: ServerPacket | null = null
  let count = 0
  return packet => {
    if (!packet.isEntries) return [packet.text]
    count += 1
    if (held === null && count % 10 === 0) {
      held = packet
      return []
    }
    const late = held === null ? [] : [held.text]
    held = null
    return [packet.text, ...late]
  }
}

test.each(FAULTS)('a chat that %s', async (_what, newFault, expectFound) => {
  await using proxy = await startFaultyProxy(cluster.url, newFault)
  const { code, stdout, folder } = await load('--url', proxy.url, ...SHORT, '--settle', '2')
  const { outcome } = await resultOf(folder)
  expectFound(outcome.findings)
  const isRepaired = outcome.findings.reading.repaired > 0 && outcome.isGood
  expect(code, stdout).toBe(isRepaired ? 0 : 1)
})
