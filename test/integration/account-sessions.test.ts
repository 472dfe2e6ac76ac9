// Changing the password, and signing out elsewhere: what becomes of the other sessions of the account.

import type { OwnSession } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask } from '../support/raw-engine.js'
import { sessionIdIn } from '../support/session-id.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, post, type SignedIn, signIn, signInGuest, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'staple of another horse'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

/** An account with as many sessions, on one browser each. */
async function accountWith(count: number) {
  const credentials = { name: someName('ann'), password: PASSWORD }
  const first = await signIn(cluster.url, 'register', credentials)
  const others: SignedIn[] = []
  while (others.length < count - 1) others.push(await signIn(cluster.url, 'login', credentials))
  return { credentials, first, others }
}

const changePassword = ({ cookie }: SignedIn, currentPassword: string, newPassword: string) =>
  post(cluster.url, '/api/auth/password', { currentPassword, newPassword }, { cookie })
const logOutOthers = ({ cookie }: SignedIn) => post(cluster.url, '/api/auth/logout-others', {}, { cookie })
const endSession = ({ cookie }: SignedIn, handle: unknown) =>
  post(cluster.url, '/api/auth/sessions/end', { handle }, { cookie })
const listSessions = ({ cookie }: SignedIn, userAgent = 'a browser') =>
  ask(cluster.url, '/api/auth/sessions', { headers: { cookie, 'user-agent': userAgent } })
const me = ({ cookie }: SignedIn) => ask(cluster.url, '/api/auth/me', { headers: { cookie } })
async function sessionsOf(session: SignedIn): Promise<OwnSession[]> {
  return JSON.parse((await listSessions(session)).text).sessions
}
const codeOf = async (response: Response) => `${response.status} ${(await response.json()).code}`
const connectToAll = (session: SignedIn) =>
  Promise.all(workers.map(worker => connect(cluster.url, session, { worker })))

test('[S3] changing the password closes the connections of all other sessions within a second, and none of its own', async () => {
  const { credentials, first, others } = await accountWith(3)
  const own = await connectToAll(first)
  const foreign = (await Promise.all(others.map(connectToAll))).flat()
  const stranger = await connect(cluster.url, await signInGuest(cluster.url))
  const changedAt = performance.now()
  expect((await changePassword(first, PASSWORD, NEW_PASSWORD)).status).toBe(204)
  await Promise.all(foreign.map(({ ended }) => ended))
  expect(performance.now() - changedAt).toBeLessThan(1_000)
  for (const { facts } of foreign) expect(facts).toContain('session:revoked')

  for (const session of others) {
    await expect(connect(cluster.url, session)).rejects.toMatchObject({ data: { code: 'unauthenticated' } })
    expect((await me(session)).status).toBe(401)
  }
  expect((await me(first)).status).toBe(200)
  expect(await codeOf(await post(cluster.url, '/api/auth/login', credentials))).toBe('401 bad_credentials')
  await signIn(cluster.url, 'login', { ...credentials, password: NEW_PASSWORD })
  for (const each of [...own, stranger]) {
    await each.newRoom()
    each.close()
  }
})

test('[S3] a wrong current password and a new one that registration would refuse change nothing', async () => {
  const { credentials, first, others } = await accountWith(2)
  for (const wrong of ['not the password', 'short'])
    expect(await codeOf(await changePassword(first, wrong, NEW_PASSWORD))).toBe('401 bad_credentials')
  for (const tooShortOrLong of ['', 'seven77', 'x'.repeat(257)]) {
    expect(await codeOf(await changePassword(first, PASSWORD, tooShortOrLong))).toBe('400 bad_request')
  }
  for (const session of [first, ...others]) expect((await me(session)).status).toBe(200)
  await signIn(cluster.url, 'login', credentials)
})

test('[S3] whoever guesses at the current password with a session is slowed down like at the log-in', async () => {
  const { first } = await accountWith(1)
  const codes: string[] = []
  for (let guess = 0; guess < 12; guess += 1)
    codes.push(await codeOf(await changePassword(first, `a guess, number ${guess}`, NEW_PASSWORD)))
  expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => '401 bad_credentials'))
  expect(codes.slice(-2)).toEqual(['429 rate_limited', '429 rate_limited'])
  // Also the right one has to wait now.
  expect(await codeOf(await changePassword(first, PASSWORD, NEW_PASSWORD))).toBe('429 rate_limited')
  expect((await me(first)).status).toBe(200)
})

test('[S4] signing out everywhere else closes the connections of all other sessions within a second, and none of its own', async () => {
  const { credentials, first, others } = await accountWith(2)
  const own = await connectToAll(first)
  const foreign = (await Promise.all(others.map(connectToAll))).flat()
  const endedAt = performance.now()
  expect((await logOutOthers(first)).status).toBe(204)
  await Promise.all(foreign.map(({ ended }) => ended))
  expect(performance.now() - endedAt).toBeLessThan(1_000)
  for (const { facts } of foreign) expect(facts).toContain('session:revoked')
  for (const session of others) expect(await codeOf(await logOutOthers(session))).toBe('401 unauthenticated')
  for (const each of own) {
    await each.newRoom()
    each.close()
  }
  await signIn(cluster.url, 'login', credentials)
})

test('[S4] when the signal is lost, the other sessions are closed within 10 s all the same, and this one stays', async () => {
  const { first, others } = await accountWith(2)
  const own = await connectToAll(first)
  const foreign = (await Promise.all(others.map(connectToAll))).flat()
  // As the script does it, but told to nobody.
  await cluster.redis.redis.hset(`hubbub:account:${first.account.userId}`, {
    generation: 1,
    sparedSession: sessionIdIn(first.cookie),
  })
  const endedAt = performance.now()
  await eventually(
    () => expect(foreign.map(({ socket }) => socket.connected)).toEqual(foreign.map(() => false)),
    { withinMs: 10_500 },
  )
  expect(performance.now() - endedAt).toBeLessThan(10_000)
  for (const { facts } of foreign) expect(facts).toContain('session:revoked')
  for (const each of own) {
    await each.newRoom()
    each.close()
  }
})

test('[S4] a guest, and whoever is not signed in, can do neither', async () => {
  const visitor = await signInGuest(cluster.url)
  const nobody = { ...visitor, cookie: '' }
  expect(await codeOf(await changePassword(visitor, PASSWORD, NEW_PASSWORD))).toBe('403 not_registered')
  expect(await codeOf(await logOutOthers(visitor))).toBe('403 not_registered')
  expect(await codeOf(await changePassword(nobody, PASSWORD, NEW_PASSWORD))).toBe('401 unauthenticated')
  expect(await codeOf(await logOutOthers(nobody))).toBe('401 unauthenticated')
  expect((await me(visitor)).status).toBe(200)
})

test('[S5] one session ends another: its connections on all workers close within a second, and no others', async () => {
  const { credentials, first, others } = await accountWith(3)
  const [lost, third] = others
  if (!lost || !third) throw new Error('there are three sessions')
  const kept = [...(await connectToAll(first)), ...(await connectToAll(third))]
  const foreign = await connectToAll(lost)
  const handle = (await sessionsOf(lost)).find(({ isThis }) => isThis)?.handle
  expect((await sessionsOf(first)).map(each => each.handle)).toContain(handle)

  const endedAt = performance.now()
  expect((await endSession(first, handle)).status).toBe(204)
  await Promise.all(foreign.map(({ ended }) => ended))
  expect(performance.now() - endedAt).toBeLessThan(1_000)
  for (const { facts } of foreign) expect(facts).toContain('session:revoked')
  await expect(connect(cluster.url, lost)).rejects.toMatchObject({ data: { code: 'unauthenticated' } })
  expect((await me(lost)).status).toBe(401)
  expect(await codeOf(await endSession(lost, handle))).toBe('401 unauthenticated')
  expect((await sessionsOf(first)).map(each => each.handle)).not.toContain(handle)
  for (const each of kept) {
    await each.newRoom()
    each.close()
  }
  // It was a session that ended, not the account.
  await signIn(cluster.url, 'login', credentials)
})

test('[S5] somebody is told of their sessions and by which browser each began, and never of an id that signs in', async () => {
  const credentials = { name: someName('ann'), password: PASSWORD }
  const began = Date.now()
  const first = await signIn(cluster.url, 'register', credentials)
  const later = await fetch(new URL('/api/auth/login', cluster.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Phone/1.0' },
    body: JSON.stringify(credentials),
  })
  expect(later.status).toBe(200)
  const answer = await listSessions(first)
  expect(answer.status).toBe(200)
  const { sessions } = JSON.parse(answer.text)
  expect(sessions).toHaveLength(2)
  expect(sessions[0]).toMatchObject({ isThis: true })
  expect(sessions[1]).toMatchObject({ isThis: false, userAgent: 'Phone/1.0' })
  for (const { startedAt, usedAt } of sessions) {
    expect(startedAt).toBeGreaterThanOrEqual(began)
    expect(usedAt).toBeGreaterThanOrEqual(startedAt)
    expect(usedAt).toBeLessThanOrEqual(Date.now())
  }
  for (const cookie of [first.cookie, later.headers.get('set-cookie') ?? ''])
    expect(answer.text).not.toContain(sessionIdIn(cookie))

  const anotherOnes = await accountWith(1)
  expect(await codeOf(await endSession(anotherOnes.first, sessions[1].handle))).toBe('404 not_found')
  expect((await sessionsOf(first)).length).toBe(2)
})

test('[S5] what names no other session of the account is refused and ends nothing; a guest has none', async () => {
  const { first, others } = await accountWith(2)
  const own = (await sessionsOf(first)).find(({ isThis }) => isThis)?.handle
  expect(await codeOf(await endSession(first, own))).toBe('404 not_found')
  expect(await codeOf(await endSession(first, 'A'.repeat(22)))).toBe('404 not_found')
  for (const malformed of [undefined, null, 7, '', 'A'.repeat(23), 'not/a/handle/at/all/00', { a: 1 }])
    expect(await codeOf(await endSession(first, malformed))).toBe('400 bad_request')
  for (const session of [first, ...others]) expect((await me(session)).status).toBe(200)

  const visitor = await signInGuest(cluster.url)
  const nobody = { ...visitor, cookie: '' }
  expect((await listSessions(visitor)).status).toBe(403)
  expect(await codeOf(await endSession(visitor, 'A'.repeat(22)))).toBe('403 not_registered')
  expect((await listSessions(nobody)).status).toBe(401)
  expect(await codeOf(await endSession(nobody, 'A'.repeat(22)))).toBe('401 unauthenticated')
})

test('[S5] where it cannot be written down that a session begins, nobody is signed in', async () => {
  const { credentials, first } = await accountWith(1)
  const key = `hubbub:user:${first.account.userId}:sessions`
  const before = await cluster.redis.redis.hgetall(key)
  await cluster.redis.redis.set(key, 'no list of sessions')
  const refused = await post(cluster.url, '/api/auth/login', credentials)
  expect(refused.status).toBeGreaterThanOrEqual(500)
  const [cookie = ''] = (refused.headers.get('set-cookie') ?? '').split(';')
  expect((await me({ ...first, cookie })).status).toBe(401)
  expect((await me(first)).status).toBe(200)
  await cluster.redis.redis.del(key)
  await cluster.redis.redis.hset(key, before)
  await signIn(cluster.url, 'login', credentials)
})

test('[A5] a page of another site changes no password and ends no sessions', async () => {
  const { credentials, first, others } = await accountWith(2)
  const headers = { cookie: first.cookie, origin: 'https://evil.example' }
  const passwords = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
  const handle = (await sessionsOf(first)).find(({ isThis }) => !isThis)?.handle
  const asks = { password: passwords, 'logout-others': {}, 'sessions/end': { handle } }
  for (const [path, body] of Object.entries(asks)) {
    const answer = await post(cluster.url, `/api/auth/${path}`, body, headers)
    expect(await codeOf(answer)).toBe('403 forbidden_origin')
  }
  for (const session of others) expect((await me(session)).status).toBe(200)
  await signIn(cluster.url, 'login', credentials)
})
