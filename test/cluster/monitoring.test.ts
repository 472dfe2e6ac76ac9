// What operators see of a node: metrics, status and reload on the internal port.

import { execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import type { PrimaryStatus } from '../../apps/server/src/cluster/node-status.js'
import { eventually } from '../support/eventually.js'
import { type Family, parsePrometheusText, sumOf } from '../support/prometheus-text.js'
import { exchange } from '../support/raw-http.js'
import { startRedis } from '../support/redis-sandbox.js'
import { type Cluster, runMain, startCluster } from '../support/start-cluster.js'
import { connect, guest, newKey, signInGuest } from '../support/wire-client.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const execute = promisify(execFile)

async function metricsOf(cluster: Cluster): Promise<Map<string, Family>> {
  const response = await fetch(`${cluster.internalUrl}/metrics`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return parsePrometheusText(await response.text())
}

async function statusOf(cluster: Cluster): Promise<PrimaryStatus> {
  return (await fetch(`${cluster.internalUrl}/status`)).json() as Promise<PrimaryStatus>
}

function reload(cluster: Cluster, headers: Record<string, string>): Promise<Response> {
  return fetch(`${cluster.internalUrl}/reload`, { method: 'POST', headers })
}

/** All workers are ready, and have said how they are. */
async function untilSettled(cluster: Cluster, workers = 2): Promise<PrimaryStatus> {
  return eventually(
    async () => {
      const status = await statusOf(cluster)
      expect(status.workers.map(({ state }) => state)).toEqual(Array.from({ length: workers }, () => 'ready'))
      for (const { report } of status.workers) expect(report?.notReadyBecause).toBeNull()
      return status
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

/** A script of the project, as a person runs it. */
async function script(name: string, args: readonly string[], env: Record<string, string> = {}) {
  const options = { cwd: root, env: { PATH: process.env.PATH ?? '', ...env } }
  const command = execute(process.execPath, [`scripts/${name}.mjs`, ...args], options)
  return command.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (failure: { code: number; stdout: string; stderr: string }) => failure,
  )
}

test('a conversation over two workers shows in the metrics, to the number', async () => {
  await using cluster = await startCluster()
  const [one, two] = cluster.workers()
  using ann = await guest(cluster.url, { worker: one?.id ?? '' })
  const roomId = await ann.newRoom()
  using bob = await guest(cluster.url, { worker: two?.id ?? '' })
  await bob.join(roomId)

  const key = newKey()
  await ann.send(roomId, 'message 0', key)
  await ann.send(roomId, 'message 0', key)
  for (let count = 1; count < 20; count += 1) await (count % 2 ? ann : bob).send(roomId, `message ${count}`)
  expect(await bob.raw('message:send', { roomId })).toMatchObject({ code: 'bad_request' })
  expect(await bob.raw('no:such', {})).toMatchObject({ code: 'bad_request' })
  await eventually(() => {
    for (const reader of [ann, bob]) expect(reader.texts(roomId).length).toBe(20)
  })

  const entriesHeard = [ann, bob].map(reader => reader.heard.get(roomId)?.length ?? 0)
  await eventually(async () => {
    const metrics = await metricsOf(cluster)
    const sum = (name: string, labels = {}) => sumOf(metrics, name, labels)
    expect(sum('hubbub_messages_appended_total')).toBe(20)
    expect(sum('hubbub_messages_duplicate_total')).toBe(1)
    expect(sum('hubbub_commands_total', { event: 'message:send', code: 'ok' })).toBe(21)
    expect(sum('hubbub_commands_total', { event: 'message:send', code: 'bad_request' })).toBe(1)
    expect(sum('hubbub_commands_total', { event: 'no:such' })).toBe(0)
    expect(sum('hubbub_append_duration_seconds_count')).toBe(21)
    expect(sum('hubbub_append_batch_messages_sum')).toBe(21)
    // One socket per worker: what was delivered is what was heard.
    const delivered = entriesHeard.reduce((all, heard) => all + heard, 0)
    expect(sum('hubbub_entries_delivered_total')).toBe(delivered)
    // Of messages only: somebody came as well.
    expect(sum('hubbub_delivery_duration_seconds_count')).toBe(2 * 20)
    expect(sum('hubbub_sockets')).toBe(2)
    expect(sum('hubbub_rooms_followed', { worker: one?.id ?? '' })).toBe(1)
    expect(sum('hubbub_worker_ready')).toBe(2)
    expect(sum('hubbub_handoffs_total')).toBeGreaterThanOrEqual(4)
    expect(sum('hubbub_misroutes_total')).toBe(0)
    expect(sum('hubbub_process_resident_memory_bytes', { worker: 'primary' })).toBeGreaterThan(1e7)
    expect(sum('hubbub_process_cpu_seconds_total', { worker: two?.id ?? '' })).toBeGreaterThan(0)
  })
})

test('nothing that was counted is lost when a worker is killed, nor when all are replaced', async () => {
  await using cluster = await startCluster()
  const [one] = cluster.workers()
  using ann = await guest(cluster.url, { worker: one?.id ?? '' })
  const roomId = await ann.newRoom()
  for (let count = 0; count < 10; count += 1) await ann.send(roomId, `message ${count}`)
  const appended = async () => sumOf(await metricsOf(cluster), 'hubbub_messages_appended_total')
  await eventually(async () => expect(await appended()).toBe(10))

  process.kill(cluster.workerPid(ann.welcome.worker), 'SIGKILL')
  await ann.ended
  const crashes = async () => sumOf(await metricsOf(cluster), 'hubbub_worker_crashes_total')
  await eventually(async () => expect(await crashes()).toBe(1))
  await untilSettled(cluster)
  const afterKill = await metricsOf(cluster)
  expect(sumOf(afterKill, 'hubbub_messages_appended_total')).toBe(10)
  expect(sumOf(afterKill, 'hubbub_worker_starts_total')).toBe(3)
  expect(afterKill.get('hubbub_sockets')?.samples.map(({ labels }) => labels.worker)).not.toContain(one?.id)

  // Those who are told to stop say last what they have counted, also what nobody has asked for yet.
  using bob = await connect(cluster.url, ann)
  await bob.join(roomId)
  await bob.send(roomId, 'one more')
  const reloaded = reload(cluster, { 'hubbub-operator': '1' })
  await eventually(() => expect(bob.facts).toContain('server:draining'), { withinMs: 30_000 })
  bob.close()
  expect(await (await reloaded).json()).toEqual({ ok: true })
  expect(await appended()).toBe(11)
  expect(sumOf(await metricsOf(cluster), 'hubbub_reloads_total', { outcome: 'done' })).toBe(1)
})

test('the status is what is so: processes, states, connections, readiness', async () => {
  await using cluster = await startCluster()
  const [one, two] = cluster.workers()
  // While a worker starts, what asks whether it is ready may have gone to another one.
  const { rerouted } = (await statusOf(cluster)).routing
  using _ann = await guest(cluster.url, { worker: one?.id ?? '' })
  using _bob = await guest(cluster.url, { worker: two?.id ?? '' })
  await untilSettled(cluster)

  const status = await eventually(async () => {
    const now = await statusOf(cluster)
    expect(now.workers.map(({ connections }) => connections)).toEqual([1, 1])
    expect(now.workers.map(({ report }) => report?.sockets)).toEqual([1, 1])
    return now
  })
  expect(status).toMatchObject({
    nodeId: 'node-a',
    pid: cluster.pid,
    port: Number(new URL(cluster.url).port),
  })
  expect(status.workers.map(({ workerId, pid }) => ({ id: workerId, pid }))).toEqual(
    [...cluster.workers()].sort((a, b) => Number(a.id) - Number(b.id)),
  )
  expect(status.routing).toMatchObject({ unserved: 0, rerouted, unrouted: 0 })
  expect(status.routing.taken).toBe(status.workers.reduce((sum, { handoffs }) => sum + handoffs, 0))
  for (const { since } of status.workers) expect(Date.now() - since).toBeLessThan(90_000)

  cluster.redis.pause()
  try {
    await eventually(
      async () => {
        for (const { report } of (await statusOf(cluster)).workers)
          expect(report).toMatchObject({ notReadyBecause: 'no echo through redis' })
      },
      { withinMs: 10_000 },
    )
    expect(sumOf(await metricsOf(cluster), 'hubbub_worker_ready')).toBe(0)
  } finally {
    cluster.redis.resume()
  }
  await untilSettled(cluster)
})

test('a reload over the internal port replaces every worker, and only an operator can ask for it', async () => {
  await using cluster = await startCluster()
  const before = (await untilSettled(cluster)).workers.map(({ pid }) => pid)
  const port = Number(new URL(cluster.internalUrl).port)
  const ask = (head: readonly string[]) =>
    exchange(port, [[...head, 'Connection: close', '', ''].join('\r\n')])
  const post = ['POST /reload HTTP/1.1', `Host: 127.0.0.1:${port}`]
  const isOperator = 'Hubbub-Operator: 1'

  const refused: readonly [number, readonly string[]][] = [
    // What a page of another site can send without being asked for leave.
    [403, [...post, 'Content-Type: text/plain', 'Content-Length: 0']],
    [403, [...post, isOperator, 'Origin: https://evil.example']],
    [403, [...post, isOperator, 'Origin: null']],
    [403, ['OPTIONS /reload HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Origin: https://evil.example']],
    // What it can send once its own name leads here (DNS rebinding).
    [403, ['POST /reload HTTP/1.1', `Host: evil.example:${port}`, isOperator]],
    [403, ['GET /status HTTP/1.1', `Host: evil.example:${port}`]],
    [403, ['GET /metrics HTTP/1.1', 'Host: 127.0.0.1.evil.example']],
    [403, ['GET /metrics HTTP/1.1', 'Host: ']],
    [405, ['GET /reload HTTP/1.1', 'Host: localhost']],
    [405, ['POST /status HTTP/1.1', 'Host: localhost', isOperator, 'Content-Length: 0']],
    [404, ['GET / HTTP/1.1', 'Host: localhost']],
    [404, ['GET /__proto__ HTTP/1.1', 'Host: localhost']],
  ]
  for (const [status, head] of refused) {
    const answer = await ask(head)
    expect([head, answer.status]).toEqual([head, status])
    expect(answer.text).not.toMatch(/access-control|set-cookie/i)
  }
  for (const name of ['localhost', '[::1]', '10.1.2.3', 'app1']) {
    expect((await ask(['GET /status HTTP/1.1', `Host: ${name}:${port}`])).status).toBe(200)
  }
  expect((await statusOf(cluster)).workers.map(({ pid }) => pid)).toEqual(before)

  expect(await (await reload(cluster, { 'hubbub-operator': '1' })).json()).toEqual({ ok: true })
  const after = (await untilSettled(cluster)).workers.map(({ pid }) => pid)
  expect(after.filter(pid => before.includes(pid))).toEqual([])
})

test('nothing of the internal port can be reached through the public one', async () => {
  await using cluster = await startCluster()
  const before = (await untilSettled(cluster)).workers.map(({ pid }) => pid)
  for (const path of ['/metrics', '/status', '/status?x', '//metrics', '/reload']) {
    const response = await fetch(cluster.url + path, { headers: { 'hubbub-operator': '1' } })
    expect([path, response.status]).toEqual([path, 404])
    expect(await response.text()).not.toContain('hubbub_')
  }
  const reloading = await fetch(`${cluster.url}/reload`, {
    method: 'POST',
    headers: { 'hubbub-operator': '1' },
  })
  expect(reloading.status).toBe(404)
  expect((await statusOf(cluster)).workers.map(({ pid }) => pid)).toEqual(before)
})

test('npm run status shows the workers of all nodes; npm run reload replaces those of one', async () => {
  await using redis = await startRedis()
  await using a = await startCluster({ redis, node: 'node-a' })
  await using b = await startCluster({ redis, node: 'node-b', workers: 1 })
  const processes = () => [a, b].flatMap(cluster => [cluster.pid, ...cluster.workers().map(({ pid }) => pid)])

  await eventually(
    async () => {
      const { stdout } = await script('status', ['--once', a.internalUrl])
      for (const pid of processes()) expect(stdout).toContain(` ${pid} `)
      expect(stdout.match(/worker \d+ .* ready /g)?.length).toBe(3)
      expect(stdout).toMatch(/^node-b \(told \d\.\d s ago\): unrouted 0/m)
    },
    { withinMs: 30_000, everyMs: 500 },
  )

  const before = b.workers().map(({ pid }) => pid)
  const port = new URL(b.internalUrl).port
  const outcome = await script('reload', [], { INTERNAL_PORT: port })
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/all workers replaced in \d+ s/) })
  expect(b.workers().filter(({ pid }) => before.includes(pid))).toEqual([])
  expect((await script('status', ['--once'], { INTERNAL_PORT: port })).stdout).toContain('node-b')
})

test('npm run status goes on in a terminal: it shows a new worker by itself, and outlives the node', async () => {
  await using cluster = await startCluster({ workers: 1 })
  const [first] = cluster.workers()
  const terminal = 'data:text/javascript,process.stdout.isTTY=true'
  const shown = spawn(process.execPath, ['--import', terminal, 'scripts/status.mjs', cluster.internalUrl], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let output = ''
    shown.stdout.on('data', chunk => (output += chunk))
    const last = () => output.split('\x1b[H\x1b[2J').at(-1)
    await eventually(() => expect(last()).toContain(` ${first?.pid} `))
    process.kill(first?.pid ?? 0, 'SIGKILL')
    await eventually(() => expect(last()).not.toContain(` ${first?.pid} `), { withinMs: 10_000 })
    await eventually(() => expect(last()).toMatch(/worker \d+ .* ready /), { withinMs: 10_000 })
    await cluster.stop()
    await eventually(() => expect(last()).toContain('no answer from'), { withinMs: 10_000 })
    expect(shown.exitCode).toBe(null)
  } finally {
    shown.kill()
  }
})

test('the scripts say in one line what is wrong', async () => {
  await using cluster = await startCluster({ workers: 1 })
  await using taken = await takenPort()
  const wrong: readonly [string, string[], Record<string, string>, RegExp][] = [
    [
      'status',
      ['--once', `http://127.0.0.1:${await freePort()}`],
      {},
      /no answer from .*is the node running\?$/,
    ],
    ['status', ['--once', cluster.url], {}, /is not the internal port of a node: it answers 404/],
    ['status', ['--once', 'nonsense'], {}, /"nonsense" is not an address like/],
    ['status', ['--once'], { INTERNAL_PORT: 'off' }, /INTERNAL_PORT is off/],
    ['status', ['--once'], { PORT: '0' }, /the port is any free one/],
    ['reload', [`http://127.0.0.1:${await freePort()}`], {}, /no answer from/],
  ]
  for (const [name, args, env, line] of wrong) {
    const { code, stderr } = await script(name, args, env)
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([1, 1])
    expect(stderr.trimEnd()).toMatch(line)
  }

  const refused = await runMain({
    PORT: '0',
    HOST: '127.0.0.1',
    WORKERS: '1',
    REDIS_URL: cluster.redis.url,
    DATA_DIR: `/tmp/hubbub-never-used-${process.pid}`,
    SESSION_SECRET: 'a-secret-for-tests-of-more-than-32-bytes',
    LOG_LEVEL: 'silent',
    INTERNAL_PORT: String(taken.port),
  })
  expect(refused).toEqual({
    code: 1,
    output: `hubbub: internal port: port ${taken.port} on 127.0.0.1 is already in use\n`,
  })
})

test('with the internal port off, a node runs without it and says so', async () => {
  await using cluster = await startCluster({ workers: 1, env: { INTERNAL_PORT: 'off' } })
  expect(cluster.output()).toContain('INTERNAL_PORT is off')
  const { account } = await signInGuest(cluster.url)
  expect(account.userId.length).toBeGreaterThan(0)
})

test('no message, name, cookie or session id is in what operators see', async () => {
  await using cluster = await startCluster()
  using ann = await guest(cluster.url)
  await ann.join(LOBBY)
  await ann.send(LOBBY, 'a canary in the coal mine')
  await untilSettled(cluster)
  await eventually(async () => {
    const shown = await (await fetch(`${cluster.internalUrl}/metrics`)).text()
    expect(sumOf(parsePrometheusText(shown), 'hubbub_messages_appended_total')).toBe(1)
    const all = shown + JSON.stringify(await statusOf(cluster))
    for (const secret of [
      'canary',
      ann.account.name,
      ann.account.userId,
      ann.cookie,
      ann.socket.io.engine.id,
    ]) {
      expect(all).not.toContain(secret)
    }
  })
})

async function takenPort(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())),
  }
}

async function freePort(): Promise<number> {
  await using taken = await takenPort()
  return taken.port
}
