// Who is let in, from where, and how often.

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask, openPolling, openRaw, POLLING, pollUntil } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, newKey, post, type SignedIn, signInGuest } from '../support/wire-client.js'

const ALLOWED = 'https://app.example.com'
const INTRODUCTION = '40{"protocolVersion":1}'
let cluster: Cluster
let ann: SignedIn
beforeAll(async () => {
  const env = { ALLOWED_ORIGINS: ALLOWED, CONNECTIONS_PER_USER: '3', MESSAGES_PER_10S: '20' }
  cluster = await startCluster({ workers: 1, env })
  ann = await signInGuest(cluster.url)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const refusalOf = (connecting: Promise<unknown>) =>
  connecting.then(
    () => 'let in',
    (error: { data?: unknown }) => error.data,
  )

const FOREIGN: readonly (readonly [string, Record<string, string>])[] = [
  ['another site', { origin: 'https://evil.example' }],
  ['a site whose name begins like ours', { origin: 'https://app.example.com.evil' }],
  ['our site without TLS', { origin: 'http://app.example.com' }],
  ['our site on another port', { origin: 'https://app.example.com:8443' }],
  ['a sandboxed page', { origin: 'null' }],
  ['an empty origin', { origin: '' }],
  ['something that is no origin', { origin: 'app.example.com' }],
  ['no origin, but another site as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['no origin, but a sibling site as the browser says', { 'sec-fetch-site': 'same-site' }],
]

test('[H1] without a session, or with one that nobody signed, a handshake is refused as unauthenticated', async () => {
  const [name = '', value = ''] = ann.cookie.split('=')
  for (const cookie of [
    '',
    `${name}=`,
    `${name}=s%3Amade-up.signature`,
    `${name}=${value.slice(0, -1)}`,
    'x=y',
  ]) {
    expect(await refusalOf(connect(cluster.url, { ...ann, cookie }))).toMatchObject({
      ok: false,
      code: 'unauthenticated',
      retryable: false,
    })
  }
})

test('[H1] a handshake that names another protocol version, or none, is refused as upgrade_required', async () => {
  for (const protocolVersion of [0, 2, 1.5]) {
    expect(await refusalOf(connect(cluster.url, ann, { protocolVersion }))).toMatchObject({
      code: 'upgrade_required',
      retryable: false,
    })
  }
  for (const auth of ['', '{}', '{"protocolVersion":"1"}', '{"protocolVersion":1,"more":1}']) {
    using raw = await openRaw(cluster.url, { cookie: ann.cookie }, { isSignedIn: false })
    raw.send(`40${auth}`)
    expect(await raw.frame('44')).toContain('"code":"upgrade_required"')
  }
})

test('[H1] who has not passed the handshake can say nothing and hears nothing', async () => {
  using raw = await openRaw(cluster.url, {}, { isSignedIn: false })
  raw.send('40{"protocolVersion":1}')
  await raw.frame('44')
  raw.send('421["rooms:list",{}]')
  expect(await raw.closed).toBeGreaterThan(0)
  expect(raw.frames.filter(frame => frame.startsWith('43'))).toEqual([])
})

for (const [who, headers] of FOREIGN) {
  test(`[H2] ${who} is refused with 403 on every kind of engine request, and the connection goes on`, async () => {
    const cookie = ann.cookie
    expect((await ask(cluster.url, POLLING, { headers: { cookie, ...headers } })).status).toBe(403)
    await expect(openRaw(cluster.url, { cookie, ...headers })).rejects.toThrow('403')

    const sid = await openPolling(cluster.url, cookie)
    const session = `${POLLING}&sid=${sid}`
    const foreign = { headers: { cookie, ...headers } }
    expect((await ask(cluster.url, session, foreign)).status).toBe(403)
    expect((await ask(cluster.url, session, { ...foreign, method: 'POST', body: '2' })).status).toBe(403)
    await expect(openRaw(cluster.url, { cookie, ...headers }, { sid })).rejects.toThrow('403')
    const own = { method: 'POST', headers: { cookie }, body: '40{"protocolVersion":1}' }
    expect((await ask(cluster.url, session, own)).status).toBe(200)
    await pollUntil(cluster.url, sid, cookie, 'server:welcome')
    await ask(cluster.url, session, { ...own, body: '1' })
  })
}

test('[H2] our own page, one that was allowed, and programs that are no page are let in', async () => {
  const host = new URL(cluster.url).host
  for (const headers of [
    { origin: cluster.url },
    { origin: `https://${host}` },
    { origin: ALLOWED },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]) {
    using raw = await openRaw(cluster.url, { cookie: ann.cookie, ...headers })
    expect(await raw.command('rooms:list', {})).toMatchObject({ ok: true })
  }
})

test("[H2] an engine session id is of no use with another's cookie or none, and its owner goes on", async () => {
  const eve = await signInGuest(cluster.url)
  const sid = await openPolling(cluster.url, ann.cookie)
  const evesOwn = await openPolling(cluster.url, eve.cookie)
  const attempts = [
    { cookie: eve.cookie, query: `&sid=${sid}` },
    { cookie: '', query: `&sid=${sid}` },
    { cookie: eve.cookie, query: `&sid=${evesOwn}&sid=${sid}` },
    { cookie: eve.cookie, query: `&sid=&sid=${sid}` },
    { cookie: eve.cookie, query: `&sid=unknown&s%69d=${sid}` },
  ]
  for (const { cookie, query } of attempts) {
    const headers = { cookie }
    expect((await ask(cluster.url, POLLING + query, { headers })).status).toBe(403)
    const said = { method: 'POST', headers, body: '40{"protocolVersion":1}' }
    expect((await ask(cluster.url, POLLING + query, said)).status).toBe(403)
    await expect(openRaw(cluster.url, headers, { sid: query.slice('&sid='.length) })).rejects.toThrow('403')
  }
  const hello = { headers: { cookie: ann.cookie }, method: 'POST', body: '40{"protocolVersion":1}' }
  expect((await ask(cluster.url, `${POLLING}&sid=${sid}`, hello)).text).toBe('ok')
  await pollUntil(cluster.url, sid, ann.cookie, ann.account.name)
  for (const [owner, ended] of [
    [ann, sid],
    [eve, evesOwn],
  ] as const) {
    const headers = { cookie: owner.cookie }
    await ask(cluster.url, `${POLLING}&sid=${ended}`, { method: 'POST', headers, body: '1' })
  }
})

test('[H6] a user has three connections here, and one more is refused until one has ended', async () => {
  const bob = await signInGuest(cluster.url)
  const held = await Promise.all([1, 2, 3].map(() => connect(cluster.url, bob)))
  expect(await refusalOf(connect(cluster.url, bob))).toMatchObject({
    code: 'too_many_connections',
    retryable: false,
  })
  using _other = await guest(cluster.url)
  held.pop()?.close()
  // The place is free as soon as the worker knows of the end.
  held.push(await eventually(() => connect(cluster.url, bob)))
  for (const client of held) client.close()
})

test('[H6] of ten connections that introduce themselves at the same moment three are let in', async () => {
  const bob = await signInGuest(cluster.url)
  const open = () => openRaw(cluster.url, { cookie: bob.cookie }, { isSignedIn: false })
  const connections = await Promise.all(Array.from({ length: 10 }, open))
  for (const connection of connections) connection.send(INTRODUCTION)
  const answers = await Promise.all(connections.map(connection => connection.frame('4')))
  expect(answers.filter(answer => answer.startsWith('40'))).toHaveLength(3)
  expect(answers.filter(answer => answer.includes('too_many_connections'))).toHaveLength(7)
  for (const connection of connections) connection[Symbol.dispose]()
})

test('[H7] a connection that introduces itself again before it was answered is closed, and disturbs nobody else', async () => {
  using other = await guest(cluster.url)
  const roomId = await other.newRoom()
  for (let attempt = 0; attempt < 20; attempt += 1) {
    using twice = await openRaw(cluster.url, { cookie: ann.cookie }, { isSignedIn: false })
    twice.send(INTRODUCTION)
    // One turn of this process's event loop later, and of the worker's as well.
    await new Promise(resolve => setImmediate(resolve))
    twice.send(INTRODUCTION)
    await twice.closed
    expect(twice.frames.filter(frame => frame.startsWith('42["server:welcome"')).length).toBeLessThan(2)
  }
  await other.send(roomId, 'still here')
})

test('[H7] thousands of handshakes in one packet cost the worker next to nothing, with a session or without', async () => {
  const [worker] = cluster.workers()
  const memory = async () =>
    Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${worker?.pid}/status`, 'utf8'))?.[1])
  const before = await memory()
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const cookie = attempt % 2 === 0 ? ann.cookie : ''
    const sid = await openPolling(cluster.url, cookie)
    const handshake = ['40', '40/,'][attempt % 4 < 2 ? 0 : 1]
    const body = Array.from({ length: 12_000 }, () => handshake).join('\x1e')
    await ask(cluster.url, `${POLLING}&sid=${sid}`, { method: 'POST', headers: { cookie }, body })
  }
  expect((await memory()) - before).toBeLessThan(100_000)
  using _other = await guest(cluster.url)
})

test('[E3] who sends faster than allowed is told how long to wait, on any connection, and nothing is written', async () => {
  using bob = await guest(cluster.url)
  using phone = await connect(cluster.url, bob)
  const roomId = await bob.newRoom()
  const send = (client: typeof bob) =>
    client.ask('message:send', { roomId, clientMessageId: newKey(), text: 'fast' })
  const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => send(index % 2 ? bob : phone)))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(20)
  for (const answer of answers.filter(({ ok }) => !ok)) {
    expect(answer).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: expect.any(Number) })
    if (!answer.ok) expect(answer.retryAfterMs).toBeGreaterThan(0)
    if (!answer.ok) expect(answer.retryAfterMs).toBeLessThanOrEqual(10_000)
  }
  expect((await bob.join(roomId)).headSeq).toBe(21)
  using other = await guest(cluster.url)
  await other.join(roomId)
  await other.send(roomId, 'others are not slowed down')
})

test('[E1] a command is answered once, one of an unknown name with bad_request', async () => {
  using raw = await openRaw(cluster.url, { cookie: ann.cookie })
  expect(await raw.command('no:such-command', {})).toMatchObject({
    ok: false,
    code: 'bad_request',
    retryable: false,
  })
  expect(await raw.command('rooms:list', {})).toMatchObject({ ok: true })
  const answers = raw.frames.filter(frame => frame.startsWith('43'))
  expect(answers).toHaveLength(2)
})

test('HTTP answers carry the headers that keep a page safe, and routes that do not exist say so', async () => {
  const me = await ask(cluster.url, '/api/auth/me')
  expect(me.status).toBe(401)
  expect(JSON.parse(me.text)).toMatchObject({ ok: false, code: 'unauthenticated' })
  expect(me.headers['content-security-policy']).toContain("default-src 'self'")
  expect(me.headers['x-content-type-options']).toBe('nosniff')
  expect(me.headers['x-powered-by']).toBe(undefined)
  const missing = await post(cluster.url, '/api/auth/nothing', {})
  expect(missing.status).toBe(404)
  expect(await missing.json()).toMatchObject({ code: 'not_found' })
})
