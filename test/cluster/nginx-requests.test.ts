// What nginx makes of single requests: whom it asks, what it tells of the client, and what it keeps to itself.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filePath, uploadPath } from '@hubbub/shared'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { breakOff, startFakeNode, startVanishedNode } from '../support/fake-node.js'
import { freePort } from '../support/free-port.js'
import { exchange, get } from '../support/raw-http.js'
import { startRedis } from '../support/redis-sandbox.js'
import { postFile, sendFile } from '../support/send-file.js'
import { startCluster } from '../support/start-cluster.js'
import { startNginx } from '../support/start-nginx.js'
import { connect, guest, newKey, post, signInGuest, someName } from '../support/wire-client.js'

const FORGED = {
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '444',
  'x-real-ip': '203.0.113.9',
  forwarded: 'for=203.0.113.9',
}

test('a node is told address, scheme and host of the client, and nothing the client says of itself', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const told = await (await fetch(`${nginx.url}/api/auth/me`, { headers: FORGED })).json()
  expect(told).toMatchObject({
    host: `127.0.0.1:${nginx.port}`,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    connection: 'close',
  })
  for (const header of ['x-forwarded-host', 'x-forwarded-port', 'x-real-ip', 'forwarded', 'upgrade'])
    expect(told).not.toHaveProperty(header)
})

test('no upgrade but to WebSocket is passed on', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const upgrade = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']
  const { status, body } = await exchange(nginx.port, [get('/api/auth/me', [...upgrade, 'X-Last: 1'])], {
    withinMs: 1_000,
  })
  expect(status).toBe(200)
  expect(body).toContain('"connection":"close"')
  expect(body).not.toContain('h2c"')
})

test('[A4] sign-ins of one address are counted together, whatever it writes into X-Forwarded-For', async () => {
  await using cluster = await startCluster({
    workers: 1,
    env: { TRUST_PROXY: 'loopback', SIGN_INS_PER_MINUTE: '3' },
  })
  const node = { id: 'node-a', port: Number(new URL(cluster.url).port) }
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const statuses = []
  for (let n = 1; n <= 5; n += 1) {
    const headers = { 'x-forwarded-for': `203.0.113.${n}` }
    statuses.push((await post(nginx.url, '/api/auth/guest', { name: someName() }, headers)).status)
  }
  expect(statuses).toEqual([201, 201, 201, 429, 429])
})

test('behind a balancer the address and the scheme it tells are believed, up to the first one it did not add', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({
    nodes: [node],
    balance: 'by-sid',
    clientAddress: 'behind-balancer',
  })
  const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9, 127.0.0.1', 'x-forwarded-proto': 'https' }
  const told = await (await fetch(`${nginx.url}/api/auth/me`, { headers })).json()
  expect(told).toMatchObject({ 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' })
})

test('a POST that has reached a dying node is not sent to another one; a GET is', async () => {
  await using dying = await startFakeNode('node-a', breakOff)
  await using other = await startFakeNode('node-b')
  await using nginx = await startNginx({ nodes: [dying, other], balance: 'round-robin' })

  const answers = []
  for (let n = 0; n < 2; n += 1) answers.push(await post(nginx.url, `/api/auth/guest?${n}`, { name: 'x' }))
  const lost = answers.filter(({ status }) => status === 503)
  expect(lost).toHaveLength(1)
  expect(lost[0]?.headers.get('retry-after')).toBe('1')
  expect(await lost[0]?.json()).toMatchObject({ ok: false, code: 'unavailable', retryable: true })
  expect(dying.requests).toHaveLength(1)
  expect(other.requests).toHaveLength(1)

  // After 3 s the dying one is tried again, by a GET this time.
  await eventually(
    async () => {
      expect((await fetch(`${nginx.url}/api/auth/me`)).status).toBe(200)
      expect(dying.requests).toContain('GET /api/auth/me')
    },
    { withinMs: 8_000, everyMs: 100 },
  )
})

test('[D2] a node that says it cannot serve now is passed over at once, and left alone for a while', async () => {
  await using cutOff = await startFakeNode('node-a', (_, response) => response.writeHead(503).end())
  await using other = await startFakeNode('node-b')
  await using nginx = await startNginx({ nodes: [cutOff, other], balance: 'ip-hash' })
  for (let n = 0; n < 10; n += 1)
    expect((await fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(200)
  expect(other.requests).toHaveLength(10)
  expect(cutOff.requests.length).toBeLessThan(3)
})

test('[O1] a probe that is answered with 503 is told so, and the node goes on being asked', async () => {
  await using notReady = await startFakeNode('node-a', ({ url }, response) =>
    response.writeHead(url === '/readyz' ? 503 : 200).end(),
  )
  await using nginx = await startNginx({ nodes: [notReady], balance: 'by-sid' })
  for (let n = 0; n < 3; n += 1) {
    expect((await fetch(`${nginx.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(200)
  }
})

test('with least_conn whoever comes next is served by the node with fewer requests under way', async () => {
  const held: ServerResponse[] = []
  await using busy = await startFakeNode('node-a', (_, response) => void held.push(response))
  await using other = await startFakeNode('node-b')
  await using nginx = await startNginx({ nodes: [busy, other], balance: 'least-conn' })
  const waiting = fetch(`${nginx.url}/api/auth/me`)
  await eventually(() => expect(held).toHaveLength(1))
  for (let n = 0; n < 10; n += 1) expect((await fetch(`${nginx.url}/api/auth/me`)).status).toBe(200)
  expect(other.requests).toHaveLength(10)
  held[0]?.end()
  expect((await waiting).status).toBe(200)
})

test('[H4] when no node can be reached the answer is a well-formed 503 with Retry-After', async () => {
  await using nginx = await startNginx({
    nodes: [{ id: 'node-a', port: await freePort() }],
    balance: 'by-sid',
  })
  const paths = [
    '/api/auth/me',
    '/socket.io/?EIO=4&transport=polling',
    '/socket.io/?sid=node-a.1.abc',
    '/readyz',
  ]
  for (const path of paths) {
    const answer = await fetch(nginx.url + path)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await answer.json()).toMatchObject({ ok: false, code: 'unavailable' })
  }
  // What failed is told in the error log with its whole path, but for that of a webhook, which is its secret.
  const posted = await post(nginx.url, '/api/hooks/room/hook/canary', { text: 'hello' })
  expect([posted.status, posted.headers.get('retry-after')]).toEqual([503, '1'])
  const larger = await post(nginx.url, '/api/hooks/room/hook/canary', 'x'.repeat(70_000))
  expect([larger.status, await larger.json()]).toMatchObject([413, { code: 'too_long' }])
  await eventually(async () => expect(await nginx.errorLog()).toContain('/readyz'))
  expect(await nginx.errorLog()).not.toContain('canary')
})

test('a machine that has vanished costs the first request 2 s and nobody else anything for 3 s', async () => {
  await using vanished = await startVanishedNode('node-a')
  await using other = await startFakeNode('node-b')
  await using nginx = await startNginx({ nodes: [vanished, other], balance: 'round-robin' })
  const times = []
  const start = performance.now()
  while (performance.now() - start < 4_000) {
    const since = performance.now()
    expect((await fetch(`${nginx.url}/livez`)).status).toBe(200)
    times.push(performance.now() - since)
  }
  const slow = times.filter(ms => ms > 1_000)
  expect(slow).toHaveLength(1)
  expect(slow[0]).toBeLessThan(2_600)
})

test('when a machine is killed, newcomers get the other one at once and without an error', async () => {
  await using redis = await startRedis({ appendOnly: false })
  const env = { TRUST_PROXY: 'loopback' }
  await using nodeA = await startCluster({ redis, node: 'node-a', workers: 1, env })
  await using nodeB = await startCluster({ redis, node: 'node-b', workers: 1, env })
  const nodes = [
    { id: 'node-a', port: Number(new URL(nodeA.url).port) },
    { id: 'node-b', port: Number(new URL(nodeB.url).port) },
  ]
  await using nginx = await startNginx({ nodes, balance: 'by-sid' })
  const ann = await signInGuest(nginx.url)
  using mira = await connect(nginx.url, ann)
  const webhook = { roomId: await mira.newRoom(), clientMessageId: newKey(), name: 'CI' }
  const { path } = await mira.ok('webhook:create', webhook)
  const posted = await post(nginx.url, path, { text: 'hello', username: 'Monitor' })
  expect([posted.status, await posted.json()]).toMatchObject([200, { ok: true, duplicate: false }])
  nodeA.signal('SIGKILL')
  await nodeA.exited()
  for (let n = 0; n < 20; n += 1) {
    const since = performance.now()
    using client = await connect(nginx.url, ann, { transports: [n % 2 ? 'polling' : 'websocket'] })
    expect(client.welcome.node).toBe('node-b')
    expect(performance.now() - since).toBeLessThan(1_000)
  }
})

test('[O4] the access log holds neither session ids nor cookies nor referrers nor secrets of webhooks', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  await fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling&sid=node-a.1.canary`, {
    headers: { cookie: 'hubbub=canary', referer: `${nginx.url}/?canary` },
  })
  for (const path of ['/api/hooks/room/hook/canary', '/api/hooks//room//hook/canary%0Acanary/?canary'])
    await post(nginx.url, path, { text: 'hello' })
  await eventually(async () => {
    const log = await nginx.accessLog()
    expect(log).toContain('"GET /socket.io/ HTTP/1.1" 200')
    expect(log.split('"POST /api/hooks/room/hook/*** HTTP/1.1" 200')).toHaveLength(3)
  })
  expect(await nginx.accessLog()).not.toContain('canary')
})

test('one address that asks too much is told to wait, in the words of the protocol, and no other is', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid', clientAddress: 'behind-balancer' })
  const ask = (address: string) =>
    fetch(`${nginx.url}/api/auth/me`, { headers: { 'x-forwarded-for': address } })
  const greedy = await Promise.all(Array.from({ length: 600 }, () => ask('203.0.113.1')))
  const refused = greedy.filter(({ status }) => status === 429)
  expect(greedy.length - refused.length).toBeGreaterThanOrEqual(400)
  expect(refused.length).toBeGreaterThan(50)
  expect(await refused[0]?.json()).toMatchObject({ code: 'rate_limited', retryAfterMs: 1_000 })
  expect((await ask('203.0.113.2')).status).toBe(200)
})

test('a body larger than any packet is refused by nginx itself', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const answer = await post(nginx.url, '/socket.io/?sid=node-a.1.x', 'x'.repeat(70_000))
  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ ok: false, code: 'too_long' })
  expect(node.requests).toEqual([])
})

test('[F1] a file passes through as it comes, whole, and a refusal of it is heard', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const env = { TRUST_PROXY: 'loopback', FILES_DIR: folder, FILE_MAX_MIB: '4' }
  await using cluster = await startCluster({ workers: 1, env })
  const node = { id: 'node-a', port: Number(new URL(cluster.url).port) }
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  using ann = await guest(nginx.url)
  const roomId = await ann.newRoom()

  const bytes = Buffer.alloc(3_000_000, 'hubbub')
  const file = await sendFile(nginx.url, ann, roomId, { bytes })
  const headers = { cookie: ann.cookie }
  const read = await fetch(nginx.url + filePath(roomId, file.fileId), { headers })
  expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true)

  for (let n = 0; n < 5; n += 1) {
    const large = await postFile(nginx.url, ann, roomId, { bytes: Buffer.alloc(5_000_000) })
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'too_long' }])
    const stranger = await postFile(nginx.url, { cookie: '' }, roomId, { bytes })
    expect([stranger.status, await stranger.json()]).toMatchObject([401, { code: 'unauthenticated' }])
  }

  // Nobody waits for its end before the node has its beginning.
  const half = request(nginx.url + uploadPath(roomId, 'half.bin'), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/octet-stream', 'content-length': 200_000 },
  })
  half.on('error', () => undefined)
  half.write(Buffer.alloc(100_000))
  const parts = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.part'))
  await eventually(() => expect(parts()).toHaveLength(1))
  half.destroy()
  await eventually(() => expect(parts()).toEqual([]))
}, 60_000)

test('[H5] a client that does not finish its request head is closed after 5 s', async () => {
  await using node = await startFakeNode('node-a')
  await using nginx = await startNginx({ nodes: [node], balance: 'by-sid' })
  const { tookMs } = await exchange(nginx.port, ['GET / HTTP/1.1\r\nHost: slow'], { withinMs: 8_000 })
  expect(tookMs).toBeGreaterThan(4_000)
  expect(tookMs).toBeLessThan(6_000)
})
