// Sessions that end while their sockets are open, and HTTP while Redis is away.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask, openRaw, POLLING } from '../support/raw-engine.js'
import { sessionIdIn } from '../support/session-id.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, post, signInGuest, someName } from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

function sessionKey(cookie: string): string {
  return `hubbub:session:${sessionIdIn(cookie)}`
}

test("[S1] logging out closes all of the session's sockets on all workers within a second, and no others", async () => {
  const ann = await signInGuest(cluster.url)
  const sockets = await Promise.all(
    workers.flatMap(worker => [0, 1].map(() => connect(cluster.url, ann, { worker }))),
  )
  using polling = await connect(cluster.url, ann, { transports: ['polling'] })
  using bob = await guest(cluster.url)
  const loggedOutAt = performance.now()
  expect((await post(cluster.url, '/api/auth/logout', {}, { cookie: ann.cookie })).status).toBe(204)
  await Promise.all([...sockets, polling].map(({ ended }) => ended))
  expect(performance.now() - loggedOutAt).toBeLessThan(1_000)
  for (const { facts } of sockets) expect(facts).toContain('session:revoked')
  await bob.newRoom()
  await expect(connect(cluster.url, ann)).rejects.toThrow()
})

test('[S1] when the signal is lost, the sockets of an ended session are closed within 10 s all the same', async () => {
  const ann = await signInGuest(cluster.url)
  using socket = await connect(cluster.url, ann)
  using bob = await guest(cluster.url)
  expect(await cluster.redis.redis.del(sessionKey(ann.cookie))).toBe(1)
  const endedAt = performance.now()
  await eventually(() => expect(socket.socket.connected).toBe(false), { withinMs: 10_500 })
  expect(performance.now() - endedAt).toBeLessThan(10_000)
  expect(socket.facts).toContain('session:revoked')
  await bob.newRoom()
})

test('the session of who is only connected does not end for that', async () => {
  const ann = await signInGuest(cluster.url)
  const key = sessionKey(ann.cookie)
  const accountKey = `hubbub:account:${ann.account.userId}`
  const fullLifeMs = await cluster.redis.redis.pttl(key)
  // As after some days without a request.
  for (const each of [key, accountKey]) await cluster.redis.redis.pexpire(each, 60_000)
  using _ = await connect(cluster.url, ann)
  await eventually(
    async () => {
      for (const each of [key, accountKey])
        expect(await cluster.redis.redis.pttl(each)).toBeGreaterThan(fullLifeMs - 60_000)
    },
    { withinMs: 10_500 },
  )
})

test('while Redis is away HTTP says 503 and retry, and goes on by itself when it is back', async () => {
  const ann = await signInGuest(cluster.url)
  const headers = { cookie: ann.cookie }
  const pids = cluster.workers().map(({ pid }) => pid)
  await cluster.redis.kill9()
  const asked = [
    ask(cluster.url, '/api/auth/me', { headers }),
    ask(cluster.url, '/api/auth/logout', { method: 'POST', headers }),
    ask(cluster.url, '/api/auth/guest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: someName() }),
    }),
  ]
  for (const { status, text } of await Promise.all(asked)) {
    expect([status, JSON.parse(text)]).toEqual([
      503,
      { ok: false, code: 'unavailable', message: expect.any(String), retryable: true, retryAfterMs: 1_000 },
    ])
  }
  expect((await ask(cluster.url, POLLING, { headers })).status).toBe(503)
  // Nobody hears of the status of an upgrade, so that a client who is to come back soon needs another word.
  await expect(connect(cluster.url, ann)).rejects.toMatchObject({ data: { code: 'unavailable' } })
  await cluster.redis.start()
  await eventually(async () => expect((await ask(cluster.url, '/api/auth/me', { headers })).status).toBe(200))
  // One of the workers may be back before the other.
  for (const worker of workers) {
    using client = await eventually(() => connect(cluster.url, ann, { worker }))
    await eventually(() => client.ok('rooms:list', {}))
  }
  expect(cluster.workers().map(({ pid }) => pid)).toEqual(pids)
  expect(cluster.log().filter(({ msg }) => /bug/.test(msg))).toEqual([])
})

test('[E4] a sign-in whose session Redis does not take is answered 503 and costs no worker', async () => {
  const credentials = { name: someName('registered'), password: 'long enough a password' }
  expect((await post(cluster.url, '/api/auth/register', credentials)).status).toBe(201)
  const pids = cluster.workers().map(({ pid }) => pid)
  const others = ['throttle*', 'account*', 'user*', '{*', 'echo*', 'leases', 'nodes', 'guests', 'rooms']
  const but = others.map(key => `~hubbub:${key}`)
  await cluster.redis.redis.call('ACL', 'SETUSER', 'default', 'resetkeys', ...but)
  try {
    for (let attempt = 0; attempt < 4; attempt += 1)
      expect((await post(cluster.url, '/api/auth/login', credentials)).status).toBe(503)
  } finally {
    await cluster.redis.redis.call('ACL', 'SETUSER', 'default', 'allkeys')
  }
  await eventually(async () =>
    expect((await post(cluster.url, '/api/auth/login', credentials)).status).toBe(200),
  )
  expect(cluster.workers().map(({ pid }) => pid)).toEqual(pids)
})

test('[S1] who leaves the namespace leaves the connection, so that none is kept for after the session has ended', async () => {
  const ann = await signInGuest(cluster.url)
  using engine = await openRaw(cluster.url, { cookie: ann.cookie })
  engine.send('41')
  await engine.closed
})

test('[H1] a session that ended between the opening of a connection and its first word is no session', async () => {
  const ann = await signInGuest(cluster.url)
  using engine = await openRaw(cluster.url, { cookie: ann.cookie }, { isSignedIn: false })
  await engine.frame('0{')
  await post(cluster.url, '/api/auth/logout', {}, { cookie: ann.cookie })
  engine.send('40{"protocolVersion":1}')
  expect(await engine.frame('44')).toContain('unauthenticated')
})
