// Behind a proxy that ends TLS: who is believed to be whom, and what cookies say.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, openRaw, POLLING } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { cookieOf, post, someName } from '../support/wire-client.js'

const PUBLIC_URL = 'https://chat.example.com'
const PASSWORD = 'correct horse battery'
let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 1, env: { PUBLIC_URL, TRUST_PROXY: 'loopback' } })
})
afterAll(() => cluster[Symbol.asyncDispose]())

const from = (address: string) => ({
  'x-forwarded-for': address,
  'x-forwarded-proto': 'https',
  origin: PUBLIC_URL,
})
const register = (name: string) =>
  post(cluster.url, '/api/auth/register', { name, password: PASSWORD }, from('203.0.113.1'))
const logIn = (name: string, password: string, address: string) =>
  post(cluster.url, '/api/auth/login', { name, password }, from(address))
const statusOf = async (answer: Promise<Response>) => (await answer).status

test('[A3] behind TLS the cookie is Secure and bound to this host', async () => {
  const response = await post(cluster.url, '/api/auth/guest', { name: someName() }, from('203.0.113.1'))
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/^__Host-hubbub=s%3A/)
  for (const flag of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag)
  expect(cookie).not.toContain('Domain')
  expect(response.headers.get('strict-transport-security')).toContain('max-age=')
})

test('[A3] without TLS no cookie is given away where TLS is expected', async () => {
  const response = await post(cluster.url, '/api/auth/guest', { name: someName() })
  expect(response.headers.getSetCookie()).toEqual([])
})

test('[H2] with a public origin only that one counts, not the host a request names', async () => {
  const response = await post(cluster.url, '/api/auth/guest', { name: someName() }, from('203.0.113.1'))
  const cookie = cookieOf(response)
  const host = new URL(cluster.url).host
  for (const origin of [
    `http://${host}`,
    `https://${host}`,
    'https://chat.example.com.evil',
    'http://chat.example.com',
  ]) {
    expect((await ask(cluster.url, POLLING, { headers: { cookie, origin } })).status).toBe(403)
  }
  const forged = { cookie, origin: 'https://evil.example', host: 'evil.example' }
  expect((await ask(cluster.url, POLLING, { headers: forged })).status).toBe(403)
  using raw = await openRaw(cluster.url, { cookie, ...from('203.0.113.1') })
  expect(await raw.command('rooms:list', {})).toMatchObject({ ok: true })
})

test('[A4] of hundreds of guesses few reach the hash, and the owner signs in from elsewhere meanwhile', async () => {
  const name = someName('owner')
  await register(name)
  const statuses: number[] = []
  while (statuses.length < 500) {
    const guesses = Array.from({ length: 50 }, (_, index) =>
      logIn(name, `guess ${statuses.length + index}`, '198.51.100.7'),
    )
    statuses.push(...(await Promise.all(guesses.map(statusOf))))
  }
  expect(statuses.filter(status => status === 401).length).toBeLessThanOrEqual(10)

  const refusal = await logIn(name, PASSWORD, '198.51.100.7')
  expect(refusal.status).toBe(429)
  expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(refusal.headers.get('retry-after'))).toBeLessThanOrEqual(300)
  expect(await refusal.json()).toMatchObject({ code: 'rate_limited', retryable: true })
  expect(await statusOf(logIn(name, PASSWORD, '203.0.113.9'))).toBe(200)
})

test('[A4] however a name is written, it is one account that is guessed at', async () => {
  const name = someName('case')
  await register(name)
  const ways = [name, name.toUpperCase(), ` ${name} `, name.replace('-', '_')]
  const statuses: number[] = []
  for (let round = 0; round < 6; round += 1) {
    for (const way of ways) statuses.push(await statusOf(logIn(way, 'not the password', '198.51.100.8')))
  }
  expect(statuses.filter(status => status === 401)).toHaveLength(10)
})

test('[A4] guesses from ever new addresses are slowed down too, and the window is short', async () => {
  const name = someName('botnet')
  const home = '203.0.113.77'
  await register(name)
  expect(await statusOf(logIn(name, PASSWORD, home))).toBe(200)
  const statuses = await Promise.all(
    Array.from({ length: 200 }, (_, index) => statusOf(logIn(name, 'a guess', `198.51.101.${index}`))),
  )
  expect(statuses.filter(status => status === 401).length).toBeLessThanOrEqual(100)
  // All guesses in all are used up; the owner comes from where they have signed in before.
  expect(await statusOf(logIn(name, PASSWORD, home))).toBe(200)
  const ttls = await Promise.all(
    (await cluster.redis.redis.keys('hubbub:throttle:guess*')).map(key => cluster.redis.redis.ttl(key)),
  )
  expect(Math.min(...ttls)).toBeGreaterThan(0)
  expect(Math.max(...ttls)).toBeLessThanOrEqual(300)
})

test('[A4] a right password forgets the wrong ones before it', async () => {
  const name = someName('typist')
  await register(name)
  const address = '198.51.100.10'
  for (let round = 0; round < 3; round += 1) {
    for (let typo = 0; typo < 6; typo += 1)
      expect(await statusOf(logIn(name, 'a typo, sorry', address))).toBe(401)
    expect(await statusOf(logIn(name, PASSWORD, address))).toBe(200)
  }
})
