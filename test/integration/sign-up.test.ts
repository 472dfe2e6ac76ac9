// Who may come in for the first time, where the settings keep others out.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, post, signIn, signInGuest, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
const ADMIN = 'Ada'
let open: Cluster
let closed: Cluster
beforeAll(async () => {
  open = await startCluster({ workers: 1 })
  // Another node on the same Redis.
  const env = { SIGN_UP: 'off', ADMINS: ADMIN }
  closed = await startCluster({ workers: 2, node: 'node-b', redis: open.redis, env })
  await signIn(open.url, 'register', { name: ADMIN, password: PASSWORD })
})
afterAll(async () => {
  await closed[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})

const waysOf = async ({ url }: Cluster) => JSON.parse((await ask(url, '/api/auth/ways')).text)

async function refusal(path: string, body: object) {
  const response = await post(closed.url, `/api/auth/${path}`, body)
  return [response.status, (await response.json()).code, response.headers.getSetCookie()]
}

test('[A6] what the settings leave open is told before anybody signs in; what is closed is refused, and gives no session', async () => {
  expect(await waysOf(open)).toEqual({ ways: ['register', 'guest'], provider: null })
  expect(await waysOf(closed)).toEqual({ ways: [], provider: null })
  const name = someName('new')
  expect(await refusal('guest', { name })).toEqual([403, 'sign_up_closed', []])
  expect(await refusal('register', { name, password: PASSWORD })).toEqual([403, 'sign_up_closed', []])
  // The name is still free, and who has an account or is a guest already comes in.
  await signIn(open.url, 'register', { name, password: PASSWORD })
  using known = await connect(closed.url, await signIn(closed.url, 'login', { name, password: PASSWORD }))
  using visitor = await connect(closed.url, await signInGuest(open.url))
  expect([known.welcome.user.name, visitor.welcome.operator]).toEqual([name, false])
})

test('[A7] an operator invites one person, who comes in once; to others the command does not exist', async () => {
  using ada = await connect(
    closed.url,
    await signIn(closed.url, 'login', { name: ADMIN, password: PASSWORD }),
  )
  using stranger = await guest(open.url)
  const { token } = await ada.ok('invitation:make', {})
  expect(await stranger.raw('invitation:make', {})).toEqual(await stranger.raw('no:such', {}))

  const name = someName('new')
  const wrong = `${token.slice(1)}${token[0] === 'a' ? 'b' : 'a'}`
  expect(await refusal('register', { name, password: PASSWORD, invitation: wrong })).toEqual([
    403,
    'sign_up_closed',
    [],
  ])
  expect(await refusal('register', { name, password: PASSWORD, invitation: 'no token' })).toEqual([
    400,
    'bad_request',
    [],
  ])
  expect(await refusal('guest', { name, invitation: token })).toEqual([400, 'bad_request', []])
  const invited = await post(closed.url, '/api/auth/register', {
    name,
    password: PASSWORD,
    invitation: token,
  })
  expect([invited.status, await invited.json()]).toMatchObject([201, { name, kind: 'registered' }])
  expect(await refusal('register', { name: someName('new'), password: PASSWORD, invitation: token })).toEqual(
    [403, 'sign_up_closed', []],
  )
})
