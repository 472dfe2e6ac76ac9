// Signing in through an identity provider, as a browser goes there and comes back, on whichever worker.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { freePort } from '../support/free-port.js'
import { type FakeIdentityProvider, startIdentityProvider } from '../support/identity-provider.js'
import { ask } from '../support/raw-engine.js'
import { startRedis } from '../support/redis-sandbox.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, post, signInGuest, someName } from '../support/wire-client.js'

const START = '/api/auth/provider'

let provider: FakeIdentityProvider
let cluster: Cluster
beforeAll(async () => {
  provider = await startIdentityProvider()
  const port = await freePort()
  cluster = await startCluster({
    workers: 2,
    port,
    env: {
      SIGN_UP: 'off',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_NAME: 'Acme',
    },
  })
})
afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})
beforeEach(() => {
  Object.assign(provider, { userInfo: null, spoil: null, isAway: false, person: person() })
})

let people = 0
const person = (claims: object = {}) => ({
  sub: `person-${++people}`,
  preferred_username: someName('ada'),
  ...claims,
})

/** A browser as far as it is needed: it keeps cookies by host, and goes where it is sent. */
function openBrowser() {
  const jars = new Map<string, Map<string, string>>()
  async function go(url: string, headers: Record<string, string> = {}) {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    const cookie = [...jar].map(pair => pair.join('=')).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { ...headers, cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (/max-age=0/i.test(set)) jar.delete(name)
      else jar.set(name, value)
    }
    const location = response.headers.get('location')
    return { status: response.status, response, to: location === null ? null : new URL(location, url).href }
  }
  return {
    go,
    cookies() {
      const { host } = new URL(cluster.url)
      const jar = jars.get(host) ?? new Map<string, string>()
      jars.set(host, jar)
      return jar
    },
    /** Follows up to the page. @returns its address behind the origin */
    async follow(url: string, origin = cluster.url): Promise<string> {
      for (let at = url; ; ) {
        const { to } = await go(at)
        at = to ?? at
        if (to === null || /^\/(?:[?#]|$)/.test(at.slice(origin.length))) return at.slice(origin.length)
      }
    },
    async me() {
      const { response } = await go(`${cluster.url}/api/auth/me`)
      return response.ok ? response.json() : null
    },
  }
}

test('[A8] whoever the provider vouches for is signed in where sign-up is closed, and is somebody else to nobody', async () => {
  const browser = openBrowser()
  const { preferred_username: name } = Object(provider.person)
  expect(await (await fetch(`${cluster.url}/api/auth/ways`)).json()).toEqual({ ways: [], provider: 'Acme' })
  const place = '#/room/a-room/7-a-message'
  expect(await browser.follow(`${cluster.url}${START}?place=${encodeURIComponent(place)}`)).toBe(`/${place}`)
  const me = await browser.me()
  const vouched = { by: 'Acme', until: expect.any(Number) }
  expect(me).toEqual({ userId: expect.any(String), name, kind: 'registered', vouched })
  expect(me.vouched.until - Date.now()).toBeGreaterThan(13 * 24 * 3_600_000)
  // The same person in another browser, by another name there.
  Object.assign(Object(provider.person), { preferred_username: someName('renamed') })
  const another = openBrowser()
  expect(await another.follow(`${cluster.url}${START}`)).toBe('/')
  expect(await another.me()).toEqual({ ...me, vouched })

  const cookie = [...browser.cookies()].map(pair => pair.join('=')).join('; ')
  using client = await connect(cluster.url, { account: me, cookie })
  expect(client.welcome.user).toEqual({ userId: me.userId, name })
  // No password leads there, nor is there one to change.
  const logIn = await post(cluster.url, '/api/auth/login', { name, password: 'hunter2222' })
  expect(logIn.status).toBe(401)
})

test('[A9] what is asked of the provider is bound to this browser, and asked for once', async () => {
  const browser = openBrowser()
  const { to } = await browser.go(`${cluster.url}${START}`)
  const asked = new URL(to ?? '').searchParams
  expect(Object.fromEntries(asked)).toMatchObject({
    client_id: provider.clientId,
    response_type: 'code',
    redirect_uri: `${cluster.url}${START}/callback`,
    code_challenge_method: 'S256',
  })
  const { to: back } = await browser.go(to ?? '')
  // What came back is of use in no other browser.
  const thief = openBrowser()
  expect(await thief.follow(back ?? '')).toBe('/?sign-in=expired')
  const { to: theirs } = await thief.go(`${cluster.url}${START}`)
  expect(await thief.follow(back ?? '')).toBe('/?sign-in=expired')
  expect(await thief.me()).toBeNull()
  // What they have begun themselves is not lost by it.
  provider.person = person()
  expect(await thief.follow(theirs ?? '')).toBe('/')
  expect(await browser.follow(back ?? '')).toBe('/')
  expect(await browser.me()).not.toBeNull()
  // Nor a second time.
  expect(await browser.follow(back ?? '')).toBe('/?sign-in=expired')
})

test('[A9] tokens that are not the provider’s, not for us, not for this or out of time sign nobody in', async () => {
  const spoilt: NonNullable<FakeIdentityProvider['spoil']>[] = [
    'signature',
    claims => ({ ...claims, iss: 'https://evil.example' }),
    claims => ({ ...claims, aud: 'another-client' }),
    claims => ({ ...claims, nonce: 'another-nonce' }),
    ({ nonce: _, ...claims }) => claims,
    claims => ({ ...claims, exp: 1_000 }),
    ({ sub: _, ...claims }) => claims,
  ]
  for (const spoil of spoilt) {
    provider.spoil = spoil
    const browser = openBrowser()
    expect([spoil, await browser.follow(`${cluster.url}${START}`)]).toEqual([spoil, '/?sign-in=failed'])
    expect(await browser.me()).toBeNull()
    // And nothing else was wrong.
    provider.spoil = null
    expect(await browser.follow(`${cluster.url}${START}`)).toBe('/')
  }
  await eventually(() => {
    const warned = cluster.log().filter(({ msg }) => msg.includes('identity provider failed'))
    expect(warned).toHaveLength(spoilt.length)
  })
  expect(cluster.output()).not.toContain(provider.clientSecret)
})

test('[A9] whoever changes their mind, or finds the provider away, is told so, and stays who they are', async () => {
  const browser = openBrowser()
  await browser.follow(`${cluster.url}${START}`)
  const me = await browser.me()
  provider.person = null
  const place = '#/cluster'
  expect(await browser.follow(`${cluster.url}${START}?place=${encodeURIComponent(place)}`)).toBe(
    `/?sign-in=cancelled${place}`,
  )
  provider.person = person()
  const { to: there } = await browser.go(`${cluster.url}${START}`)
  const { to: back } = await browser.go(there ?? '')
  provider.isAway = true
  expect(await browser.follow(back ?? '')).toBe('/?sign-in=failed')
  expect(await browser.me()).toEqual(me)

  // Nor does it keep a node from its start.
  await using lonely = await startCluster({
    workers: 1,
    env: {
      PUBLIC_URL: 'http://localhost',
      OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`,
      OIDC_CLIENT_ID: 'hubbub',
      OIDC_CLIENT_SECRET: 'a secret',
    },
  })
  const atOwnHost = await fetch(`${lonely.url}${START}`, { redirect: 'manual' })
  // Whoever comes by another name of it begins under the one that people are sent back to.
  expect(atOwnHost.headers.get('location')).toBe('http://localhost/')
  const { headers } = await ask(lonely.url, START, { headers: { host: 'localhost' } })
  expect(headers.location).toBe('/?sign-in=failed')
  expect((await post(lonely.url, '/api/auth/guest', { name: someName() })).status).toBe(201)
})

test('[A9] no other site begins it, and nobody is led elsewhere by it', async () => {
  const browser = openBrowser()
  const before = provider.asked.length
  const fromElsewhere = { 'sec-fetch-site': 'cross-site' }
  expect((await browser.go(`${cluster.url}${START}`, fromElsewhere)).to).toBe(
    `${cluster.url}/?sign-in=elsewhere`,
  )
  const head = await fetch(`${cluster.url}${START}`, { method: 'HEAD', redirect: 'manual' })
  expect(head.status).toBe(404)
  expect(provider.asked.length).toBe(before)
  for (const place of [
    '//evil.example',
    'https://evil.example',
    '#/room/../x',
    '#/welcome/a-token',
    '@evil.example',
  ]) {
    const other = openBrowser()
    expect([place, await other.follow(`${cluster.url}${START}?place=${encodeURIComponent(place)}`)]).toEqual([
      place,
      '/',
    ])
  }
})

test('[A8] who is told by the provider only when it is asked has their name all the same', async () => {
  const name = someName('grace')
  provider.person = { sub: `person-${++people}` }
  provider.userInfo = { preferred_username: name }
  const browser = openBrowser()
  expect(await browser.follow(`${cluster.url}${START}`)).toBe('/')
  expect(await browser.me()).toMatchObject({ name })
})

test('[A8] the secret goes where the provider takes it, and what it refuses is told in the log', async () => {
  for (const secretIn of ['client_secret_post', 'client_secret_basic', null] as const) {
    await using other = await startIdentityProvider()
    other.secretIn = secretIn
    other.person = person()
    const port = await freePort()
    const env = {
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      OIDC_ISSUER: other.issuer,
      OIDC_CLIENT_ID: other.clientId,
      OIDC_CLIENT_SECRET: other.clientSecret,
    }
    await using one = await startCluster({ workers: 1, port, env })
    expect([secretIn, await openBrowser().follow(`${one.url}${START}`, one.url), other.refusals]).toEqual([
      secretIn,
      '/',
      [],
    ])
    Object.assign(other, { clientSecret: 'changed meanwhile' })
    expect(await openBrowser().follow(`${one.url}${START}`, one.url)).toBe('/?sign-in=failed')
    await eventually(() => expect(one.output()).toContain('another secret'))
  }
})

test('[A8] a guest who signs in through the provider is that guest no more', async () => {
  const name = someName('visitor')
  await using both = await startCluster({
    workers: 1,
    port: await freePort(),
    redis: cluster.redis,
    node: 'node-b',
  })
  const { cookie } = await signInGuest(both.url, name)
  const [key = '', value = ''] = cookie.split('=')
  const browser = openBrowser()
  browser.cookies().set(key, value)
  expect((await browser.me())?.name).toBe(name)
  expect(await browser.follow(`${cluster.url}${START}`)).toBe('/')
  expect((await browser.me())?.kind).toBe('registered')
  // The name is free again.
  expect((await post(both.url, '/api/auth/guest', { name })).status).toBe(201)
})

test('[A9] a person whose session cannot be looked at is told so in the page', async () => {
  await using redis = await startRedis()
  const port = await freePort()
  const env = {
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  }
  await using one = await startCluster({ workers: 1, port, redis, env })
  const { cookie } = await signInGuest(one.url)
  redis.pause()
  try {
    const answer = await ask(one.url, START, { headers: { cookie } })
    expect([answer.status, answer.headers.location]).toEqual([302, '/?sign-in=unavailable'])
  } finally {
    redis.resume()
  }
})

test('where no provider is set there is none', async () => {
  await using without = await startCluster({ workers: 1 })
  expect((await fetch(`${without.url}${START}`)).status).toBe(404)
  expect(await signInGuest(without.url)).toBeTruthy()
})
