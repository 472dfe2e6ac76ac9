// Signing in through an identity provider, as a browser goes there and comes back, on whichever worker.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freePort } from '../support/free-port.js'
import { type FakeIdentityProvider, startIdentityProvider } from '../support/identity-provider.js'
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
    cookies: () => jars.get(new URL(cluster.url).host) ?? new Map<string, string>(),
    /** Follows up to the page. @returns its address behind the origin */
    async follow(url: string): Promise<string> {
      for (let at = url; ; ) {
        const { to } = await go(at)
        if (to === null) return at.slice(cluster.url.length)
        at = to
        if (
          at.startsWith(`${cluster.url}/?`) ||
          at.startsWith(`${cluster.url}/#`) ||
          at === `${cluster.url}/`
        )
          return at.slice(cluster.url.length)
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
  expect(me).toEqual({ userId: expect.any(String), name, kind: 'registered', provider: 'Acme' })
  // The same person in another browser, by another name there.
  Object.assign(Object(provider.person), { preferred_username: someName('renamed') })
  const another = openBrowser()
  expect(await another.follow(`${cluster.url}${START}`)).toBe('/')
  expect(await another.me()).toEqual(me)

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
  await thief.go(`${cluster.url}${START}`)
  expect(await thief.follow(back ?? '')).toBe('/?sign-in=failed')
  expect(await thief.me()).toBeNull()
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
  }
  const warned = cluster.log().filter(({ msg }) => msg.includes('identity provider failed'))
  expect(warned.length).toBeGreaterThanOrEqual(spoilt.length)
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
      PUBLIC_URL: 'http://chat.example',
      OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`,
      OIDC_CLIENT_ID: 'hubbub',
      OIDC_CLIENT_SECRET: 'a secret',
    },
  })
  const response = await fetch(`${lonely.url}${START}`, { redirect: 'manual' })
  expect(response.headers.get('location')).toBe('/?sign-in=failed')
  expect((await post(lonely.url, '/api/auth/guest', { name: someName() })).status).toBe(201)
})

test('[A9] no other site begins it, and nobody is led elsewhere by it', async () => {
  const browser = openBrowser()
  const before = provider.asked.length
  const fromElsewhere = { 'sec-fetch-site': 'cross-site' }
  expect((await browser.go(`${cluster.url}${START}`, fromElsewhere)).to).toBe(`${cluster.url}/`)
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

test('where no provider is set there is none', async () => {
  await using without = await startCluster({ workers: 1 })
  expect((await fetch(`${without.url}${START}`)).status).toBe(404)
  expect(await signInGuest(without.url)).toBeTruthy()
})
