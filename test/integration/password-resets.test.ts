// Somebody who has forgotten their password: a link from an operator, and what becomes of the account.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import {
  connect,
  cookieOf,
  guest,
  post,
  type SignedIn,
  signIn,
  signInGuest,
  someName,
  type WireClient,
} from '../support/wire-client.js'

const ADMIN = 'Ada'
const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'staple of another horse'

let cluster: Cluster
let ada: WireClient
beforeAll(async () => {
  cluster = await startCluster({ workers: 2, env: { ADMINS: ADMIN } })
  ada = await connect(cluster.url, await register(ADMIN))
})
afterAll(async () => {
  ada.close()
  await cluster[Symbol.asyncDispose]()
})

const register = (name: string, { url } = cluster) => signIn(url, 'register', { name, password: PASSWORD })
const logIn = (name: string, password: string) => post(cluster.url, '/api/auth/login', { name, password })
const reset = (token: unknown, newPassword = NEW_PASSWORD, headers = {}) =>
  post(cluster.url, '/api/auth/reset-password', { token, newPassword }, headers)
const me = ({ cookie }: Pick<SignedIn, 'cookie'>) => ask(cluster.url, '/api/auth/me', { headers: { cookie } })
const codeOf = async (response: Response) => `${response.status} ${(await response.json()).code}`
async function tokenFor(name: string): Promise<string> {
  return (await ada.ok('password-reset:make', { name })).token
}

test('[A10] whoever has the link sets the password, is signed in, and all other browsers are signed out within a second', async () => {
  const name = someName('ann')
  const first = await register(name)
  const others = [first, await signIn(cluster.url, 'login', { name, password: PASSWORD })]
  const workers = cluster.workers().map(({ id }) => id)
  const connections = await Promise.all(
    others.flatMap(session => workers.map(worker => connect(cluster.url, session, { worker }))),
  )
  const token = await tokenFor(name.toUpperCase())
  const resetAt = performance.now()
  const answer = await reset(token)
  expect([answer.status, await answer.json()]).toEqual([200, first.account])
  await Promise.all(connections.map(({ ended }) => ended))
  expect(performance.now() - resetAt).toBeLessThan(1_000)
  for (const { facts } of connections) expect(facts).toContain('session:revoked')
  for (const session of others) {
    await expect(connect(cluster.url, session)).rejects.toMatchObject({ data: { code: 'unauthenticated' } })
    expect((await me(session)).status).toBe(401)
  }

  const mine = { account: first.account, cookie: cookieOf(answer) }
  using here = await connect(cluster.url, mine)
  await here.newRoom()
  const { sessions } = JSON.parse(
    (await ask(cluster.url, '/api/auth/sessions', { headers: { cookie: mine.cookie } })).text,
  )
  expect(sessions).toMatchObject([{ isThis: true }])
  expect(await codeOf(await logIn(name, PASSWORD))).toBe('401 bad_credentials')
  expect((await logIn(name, NEW_PASSWORD)).status).toBe(200)
})

test('[A10] a link that was used, is over, or was never one gets one and the same answer, and changes nothing', async () => {
  const name = someName('ann')
  const { account } = await register(name)
  const spent = await tokenFor(name)
  expect((await reset(spent)).status).toBe(200)
  const replaced = await tokenFor(name)
  const ended = await tokenFor(name)
  // As when its time is over.
  const hash = await cluster.redis.redis.hget(`hubbub:account:${account.userId}`, 'resetHash')
  expect(await cluster.redis.redis.del(`hubbub:password-reset:${hash}`)).toBe(1)
  const answers = await Promise.all(
    [spent, replaced, ended, 'x'.repeat(32)].map(async token => {
      const answer = await reset(token, 'yet another password')
      return [answer.status, await answer.json(), answer.headers.getSetCookie()]
    }),
  )
  expect(answers[0]).toMatchObject([404, { code: 'not_found', retryable: false }, []])
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect((await logIn(name, NEW_PASSWORD)).status).toBe(200)
})

test('[A10] a password that registration would refuse, and whatever else is wrong, spends no link', async () => {
  const name = someName('ann')
  const session = await register(name)
  const token = await tokenFor(name)
  for (const wrong of ['seven77', 'x'.repeat(257)])
    expect(await codeOf(await reset(token, wrong))).toBe('400 bad_request')
  for (const wrong of [token.slice(1), `${token}x`, token.replace(/.$/, '='), null, [token]])
    expect(await codeOf(await reset(wrong))).toBe('400 bad_request')
  expect((await me(session)).status).toBe(200)
  expect((await reset(token, 'eight888')).status).toBe(200)
})

test('[A5] [A10] another site cannot use a link, nor anything that is not JSON', async () => {
  const name = someName('ann')
  const session = await register(name)
  const token = await tokenFor(name)
  expect(await codeOf(await reset(token, NEW_PASSWORD, { origin: 'https://evil.example' }))).toBe(
    '403 forbidden_origin',
  )
  const type = { 'content-type': 'text/plain' }
  expect(await codeOf(await reset(token, NEW_PASSWORD, type))).toBe('415 unsupported_media_type')
  expect((await me(session)).status).toBe(200)
  expect((await reset(token)).status).toBe(200)
})

test('[A10] in a demo everybody operates, and only admins make links: to others the command does not exist', async () => {
  const env = { DEMO: 'on', ADMINS: ADMIN }
  await using demo = await startCluster({ workers: 1, node: 'node-b', redis: cluster.redis, env })
  const name = someName('ann')
  const victim = await register(name)
  using someGuest = await guest(demo.url)
  using tom = await connect(demo.url, await register(someName('tom'), demo))
  using impostor = await connect(demo.url, await signInGuest(demo.url, someName(ADMIN)))
  using ofVictim = await connect(demo.url, victim)
  for (const nobody of [someGuest, tom, impostor, ofVictim]) {
    expect(nobody.welcome.operator).toBe(true)
    expect(await nobody.ok('cluster:read', {})).toMatchObject({ isAdmin: false })
    const unknown = await nobody.raw('no:such', {})
    for (const request of [{ name }, { name: ADMIN }, { name: 1 }])
      expect(await nobody.raw('password-reset:make', request)).toEqual(unknown)
  }
  expect(await cluster.redis.redis.hexists(`hubbub:account:${victim.account.userId}`, 'resetHash')).toBe(0)
  using adaThere = await connect(demo.url, ada)
  expect(await adaThere.ok('cluster:read', {})).toMatchObject({ isAdmin: true })
  const { token } = await adaThere.ok('password-reset:make', { name })
  expect((await reset(token)).status).toBe(200)
})

test('[A10] an admin is told why there is no link; who signs in as somebody else with one is signed out before', async () => {
  const visitor = await signInGuest(cluster.url)
  for (const [name, code] of [
    [visitor.account.name, 'not_registered'],
    [someName('nobody'), 'not_found'],
    ['\u202eAnn', 'bad_request'],
    ['x'.repeat(33), 'bad_request'],
  ] as const)
    expect(await ada.refused('password-reset:make', { name })).toMatchObject({ code, retryable: false })

  const name = someName('ann')
  await register(name)
  using before = await connect(cluster.url, visitor)
  const answer = await reset(await tokenFor(name), NEW_PASSWORD, { cookie: visitor.cookie })
  expect(await answer.json()).toMatchObject({ name })
  await before.ended
  expect((await me(visitor)).status).toBe(401)
})

test('[A4] [A10] what was guessed does not keep out whoever has set the password anew', async () => {
  const name = someName('ann')
  await register(name)
  for (let guess = 1; guess <= 10; guess++) await logIn(name, 'a wrong one')
  expect(await codeOf(await logIn(name, PASSWORD))).toBe('429 rate_limited')
  expect((await reset(await tokenFor(name))).status).toBe(200)
  expect((await logIn(name, NEW_PASSWORD)).status).toBe(200)
})

test('[A10] trying links counts among what an address may try in a minute', async () => {
  const env = { SIGN_INS_PER_MINUTE: '5' }
  await using slow = await startCluster({ workers: 1, env })
  const tries = await Promise.all(
    Array.from({ length: 8 }, () =>
      post(slow.url, '/api/auth/reset-password', { token: 'x'.repeat(32), newPassword: NEW_PASSWORD }),
    ),
  )
  expect(tries.map(({ status }) => status).sort()).toEqual([404, 404, 404, 404, 404, 429, 429, 429])
})

test('[A10] who made a link for whom stands in the log, and the link does not', async () => {
  const name = someName('ann')
  await register(name)
  const token = await tokenFor(name)
  const { userId } = ada.account
  await eventually(() =>
    expect(cluster.log().filter(line => line.name === name)).toMatchObject([
      { msg: 'reset link made', level: 40, by: userId },
    ]),
  )
  expect((await reset(token)).status).toBe(200)
  expect(cluster.output()).not.toContain(token)
})
