// Registering, signing in and out over HTTP.

import { parseRoomId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, cookieOf, guest, post, signInGuest, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 1 })
})
afterAll(() => cluster[Symbol.asyncDispose]())

const register = (name: string, password = PASSWORD, headers = {}) =>
  post(cluster.url, '/api/auth/register', { name, password }, headers)
const logIn = (name: string, password = PASSWORD, headers = {}) =>
  post(cluster.url, '/api/auth/login', { name, password }, headers)
const me = (cookie: string) => ask(cluster.url, '/api/auth/me', { headers: { cookie } })
const codeOf = async (response: Response) => `${response.status} ${(await response.json()).code}`

/** What a cookie names in Redis, as express-session stores it. */
function sessionKey(cookie: string): string {
  const id = /=s%3A([^.]+)\./.exec(cookie)?.[1]
  if (id === undefined) throw new Error(`no session in ${cookie}`)
  return `hubbub:session:${decodeURIComponent(id)}`
}

test('[A1] a name is one account however it is written, also in letters that look alike', async () => {
  expect((await register('Paolo Rossi')).status).toBe(201)
  const lookAlikes = [
    'Paolo Rossi',
    'paolo rossi',
    'PAOLO ROSSI',
    '  Paolo \t Rossi ',
    'Ｐａｏｌｏ Ｒｏｓｓｉ',
    'Раоlо Rоssі',
    'Pa0l0 R0ssi',
    'Paolo Rossı',
    'Pàolò Róssì',
    'Paolo-Rossi',
    'Paolo_Rossi',
    '𝐏𝐚𝐨𝐥𝐨 𝐑𝐨𝐬𝐬𝐢',
  ]
  for (const name of lookAlikes) {
    expect([name, await codeOf(await register(name))]).toEqual([name, '409 name_taken'])
    expect([name, await codeOf(await post(cluster.url, '/api/auth/guest', { name }))]).toEqual([
      name,
      '409 name_taken',
    ])
  }
})

test('[A1] of many who ask for a name at once, one gets it', async () => {
  const name = someName('rush')
  const statuses = await Promise.all(
    Array.from({ length: 8 }, (_, index) => (index % 2 ? register(name) : register(name.toUpperCase()))),
  ).then(answers => answers.map(({ status }) => status).sort())
  expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
})

test('[A1] names with invisible, control or bidirectional characters, or none at all, are refused', async () => {
  const bad = [
    'an\u0000na',
    'an\u200bna',
    'an\u200dna',
    'an\u2060na',
    '\ufeffanna',
    '\u202eanna',
    'anna\u2066',
    'an\u00adna',
    'anna\u0301\u0301\u0301\u0301',
    'an\ud800na',
    'an\ue000na',
    'an\u{e0041}na',
    'ᅟanna',
    ' ',
    '...',
    '\u3000',
    'x'.repeat(33),
    'x'.repeat(2_000),
    '',
  ]
  for (const name of bad) {
    expect([name, await codeOf(await post(cluster.url, '/api/auth/guest', { name }))]).toEqual([
      name,
      '400 bad_request',
    ])
  }
})

test("[A1] a guest's name is free again after log-out, and after signing in as somebody else", async () => {
  const name = someName('visitor')
  const first = await signInGuest(cluster.url, name)
  expect(await codeOf(await register(name))).toBe('409 name_taken')
  expect((await post(cluster.url, '/api/auth/logout', {}, { cookie: first.cookie })).status).toBe(204)
  const second = await signInGuest(cluster.url, name)
  expect(second.account.userId).not.toBe(first.account.userId)

  const registered = await register(someName('member'), PASSWORD, { cookie: second.cookie })
  expect(registered.status).toBe(201)
  await signInGuest(cluster.url, name)
})

test('[A2] a look-alike of a name with the right password is refused like a wrong one', async () => {
  const name = someName('Boris')
  await register(name)
  expect(await codeOf(await logIn(name.replace('o', 'о')))).toBe('401 bad_credentials')
  expect((await logIn(name.toUpperCase())).status).toBe(200)
})

test('passwords are kept as argon2id with the parameters of OWASP, and never as they are', async () => {
  const response = await register(someName('hashed'))
  const { userId } = await response.json()
  const stored = await cluster.redis.redis.hget(`hubbub:account:${userId}`, 'passwordHash')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const everything = await Promise.all(
    (await cluster.redis.redis.keys('hubbub:{account,session}*')).map(key => cluster.redis.redis.dump(key)),
  )
  expect(everything.join()).not.toContain(PASSWORD)
})

test('a new password of less than 8 or more than 256 characters is refused before it costs a hash', async () => {
  for (const password of ['', 'seven77', 'x'.repeat(257), 'x'.repeat(15_000)])
    expect(await codeOf(await register(someName(), password))).toBe('400 bad_request')
  for (const password of ['x'.repeat(257), 'x'.repeat(15_000)])
    expect(await codeOf(await logIn(someName(), password))).toBe('400 bad_request')
  expect(await codeOf(await register(someName(), 'x'.repeat(20_000)))).toBe('413 too_long')
  for (const password of ['eight888', '🔑'.repeat(128)]) {
    const name = someName()
    expect((await register(name, password)).status).toBe(201)
    expect((await logIn(name, password)).status).toBe(200)
  }
})

test('[A2] [A4] whoever signs in with a password too short for an account is told that it is wrong, and slowed down as ever', async () => {
  const name = someName()
  expect((await register(name)).status).toBe(201)
  for (const password of ['', 'seven77']) {
    expect(await codeOf(await logIn(name, password))).toBe('401 bad_credentials')
    expect(await codeOf(await logIn(someName(), password))).toBe('401 bad_credentials')
  }
  for (let guess = 3; guess <= 10; guess++)
    expect(await codeOf(await logIn(name, 'short'))).toBe('401 bad_credentials')
  expect(await codeOf(await logIn(name, 'short'))).toBe('429 rate_limited')
})

test('[A3] each sign-in gives a new session, and the one before it is dead on HTTP and on its sockets', async () => {
  const name = someName('again')
  const first = cookieOf(await register(name))
  const account = JSON.parse((await me(first)).text)
  using socket = await connect(cluster.url, { account, cookie: first })
  const second = cookieOf(await logIn(name, PASSWORD, { cookie: first }))
  expect(sessionKey(second)).not.toBe(sessionKey(first))
  await socket.ended
  expect(socket.facts).toContain('session:revoked')
  expect((await me(first)).status).toBe(401)
  expect((await me(second)).status).toBe(200)
  expect(await cluster.redis.redis.exists(sessionKey(first))).toBe(0)
})

test('[A3] a session id brought along is not adopted, whether unknown, forged or of somebody signed out', async () => {
  const old = await signInGuest(cluster.url)
  await post(cluster.url, '/api/auth/logout', {}, { cookie: old.cookie })
  for (const cookie of ['hubbub=chosen-by-me', 'hubbub=s%3Achosen-by-me.bm90LWEtc2lnbmF0dXJl', old.cookie]) {
    const response = await post(cluster.url, '/api/auth/guest', { name: someName() }, { cookie })
    const given = cookieOf(response)
    expect(given).not.toContain('chosen-by-me')
    expect(given).not.toBe(old.cookie)
    expect((await me(cookie)).status).toBe(401)
  }
  expect(await cluster.redis.redis.keys('hubbub:session:*chosen*')).toEqual([])
})

test('[A3] the cookie is HttpOnly, SameSite=Lax, for the whole site and as long as the session; without TLS not Secure', async () => {
  const [cookie = ''] = (
    await post(cluster.url, '/api/auth/guest', { name: someName() })
  ).headers.getSetCookie()
  expect(cookie).toMatch(/^hubbub=s%3A/)
  for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Expires=']) expect(cookie).toContain(flag)
  expect(cookie).not.toContain('Secure')
  expect(cookie).not.toContain('Domain')
  expect(await cluster.redis.redis.ttl(sessionKey(cookie))).toBeGreaterThan(13 * 24 * 3_600)
})

test('[A3] who is not signed in gets no cookie, and no session is kept', async () => {
  const before = await cluster.redis.redis.keys('hubbub:session:*')
  for (const path of ['/', '/api/auth/me', '/livez']) {
    expect((await ask(cluster.url, path)).headers['set-cookie']).toBe(undefined)
  }
  expect(await cluster.redis.redis.keys('hubbub:session:*')).toHaveLength(before.length)
})

test('[A3] a session that is asked for many times while it is ended stays ended', async () => {
  const { cookie } = await signInGuest(cluster.url)
  const asked = Array.from({ length: 100 }, () => me(cookie))
  // On a busy machine the primary may turn it away at first.
  const loggedOut = eventually(async () =>
    expect((await post(cluster.url, '/api/auth/logout', {}, { cookie })).status).toBe(204),
  )
  await Promise.all([...asked, ...Array.from({ length: 100 }, () => me(cookie))])
  await loggedOut
  expect((await me(cookie)).status).toBe(401)
  expect(await cluster.redis.redis.exists(sessionKey(cookie))).toBe(0)
})

test('[A5] what comes from another site, or is no JSON, is refused and changes nothing', async () => {
  const ann = await signInGuest(cluster.url)
  const { cookie } = ann
  const body = JSON.stringify({ name: someName('csrf'), password: PASSWORD })
  const json = { 'content-type': 'application/json' }
  const keysBefore = (await cluster.redis.redis.keys('hubbub:*')).sort()
  const paths = ['register', 'login', 'guest', 'logout', 'password', 'logout-others', 'sessions/end'].map(
    name => `/api/auth/${name}`,
  )
  for (const path of paths) {
    for (const foreign of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await ask(cluster.url, path, {
        method: 'POST',
        headers: { cookie, ...json, ...foreign },
        body,
      })
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([403, 'forbidden_origin'])
    }
    for (const type of [
      'text/plain',
      'text/plain; application/json',
      '\tapplication/jsonp',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await ask(cluster.url, path, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body,
      })
      expect([path, type, answer.status]).toEqual([path, type, 415])
    }
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status } = await ask(cluster.url, path, { method, headers: { cookie } })
      expect([path, method, status]).toEqual([path, method, 404])
    }
  }
  expect((await me(cookie)).status).toBe(200)
  expect((await cluster.redis.redis.keys('hubbub:*')).sort()).toEqual(keysBefore)
})

test('an ended guest is a member of no room any more', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const visitor = await signInGuest(cluster.url)
  using connection = await connect(cluster.url, visitor)
  await connection.join(roomId)
  await post(cluster.url, '/api/auth/logout', {}, { cookie: visitor.cookie })
  await connection.ended
  await eventually(() => expect(ann.heard.get(roomId)?.at(-1)?.kind).toBe('member-left'))
  expect(await cluster.redis.redis.smembers(`hubbub:{r:${parseRoomId(roomId)}}:members`)).toEqual([
    ann.account.userId,
  ])
  const left = await cluster.redis.redis.keys(`hubbub:*${visitor.account.userId}*`)
  expect(left).toEqual([])
})
