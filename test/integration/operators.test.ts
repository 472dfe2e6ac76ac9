// Who may watch and operate the cluster, and what all others are told: nothing.

import { type Answer, LOBBY, parseRoomId, TEXT_MAX_BYTES } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import {
  connect,
  cookieOf,
  guest,
  newKey,
  post,
  type SignedIn,
  signInGuest,
  someName,
  type WireClient,
} from '../support/wire-client.js'

const ADMIN = 'Ada'
const PASSWORD = 'correct horse battery'

let cluster: Cluster
let ada: WireClient
beforeAll(async () => {
  cluster = await startCluster({ workers: 1, env: { ADMINS: `Somebody, ${ADMIN}` } })
  ada = await connect(cluster.url, await register(ADMIN))
  await ada.join(LOBBY)
})
afterAll(async () => {
  ada.close()
  await cluster[Symbol.asyncDispose]()
})

async function register(name: string): Promise<SignedIn> {
  const response = await post(cluster.url, '/api/auth/register', { name, password: PASSWORD })
  expect(response.status).toBe(201)
  return { account: (await response.json()) as SignedIn['account'], cookie: cookieOf(response) }
}

const place = () => ({ node: 'node-a', worker: cluster.workers()[0]?.id ?? '' })
/** A right request of every command that only operators have. */
const commands = (): Record<string, unknown> => ({
  'cluster:read': {},
  'worker:kill': place(),
  'worker:reload': place(),
  'invitation:make': {},
  'password-reset:make': { name: ADMIN },
  'message:trace': { roomId: LOBBY, clientMessageId: newKey(), text: 'hi' },
})

test('[O7] to a guest and to an account that is not named the commands do not exist, asked right or wrong', async () => {
  const pids = cluster.workers()
  using someGuest = await guest(cluster.url)
  using bob = await connect(cluster.url, await register(someName('bob')))
  for (const stranger of [someGuest, bob]) {
    await stranger.join(LOBBY)
    expect(stranger.welcome.operator).toBe(false)
    const unknown = await stranger.raw('no:such', {})
    for (const [command, request] of Object.entries(commands())) {
      expect(await stranger.raw(command, request), command).toEqual(unknown)
      expect(await stranger.raw(command, { wrong: 1 }), command).toEqual(unknown)
      expect(await stranger.raw(command), command).toEqual(unknown)
    }
  }
  expect(ada.texts(LOBBY)).toEqual([])
  expect(cluster.workers()).toEqual(pids)
  expect(cluster.log().filter(({ msg }) => msg === 'operator acts on a worker')).toEqual([])
})

test('[O7] a guest under the name of an admin that nobody has registered is no operator', async () => {
  using impostor = await connect(cluster.url, await signInGuest(cluster.url, 'Somebody'))
  expect(impostor.welcome.operator).toBe(false)
  expect(await impostor.raw('cluster:read', {})).toMatchObject({ code: 'bad_request' })
})

test('[O7] nothing of it can be asked for over HTTP', async () => {
  const { cookie } = ada
  for (const path of ['/api/cluster', '/api/worker/kill']) {
    for (const method of ['GET', 'POST']) {
      const headers = { cookie, 'content-type': 'application/json' }
      const init = method === 'POST' ? { method, headers, body: '{}' } : { method, headers }
      expect((await fetch(cluster.url + path, init)).status).toBe(404)
    }
  }
  const redirect = await fetch(`${cluster.url}/cluster`, { redirect: 'manual' })
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/#/cluster'])
})

test('[O7] an admin is an operator, also after signing in anew', async () => {
  expect(ada.welcome.operator).toBe(true)
  const response = await post(cluster.url, '/api/auth/login', { name: 'ada', password: PASSWORD })
  using again = await connect(cluster.url, { account: ada.account, cookie: cookieOf(response) })
  expect(again.welcome.operator).toBe(true)
})

test('an operator reads of each node and worker what the map shows', async () => {
  await eventually(
    async () => {
      const { nodes } = await ada.ok('cluster:read', {})
      expect(nodes).toMatchObject([
        { node: 'node-a', crashes: 0, workers: [{ worker: place().worker, state: 'ready' }] },
      ])
      const [worker] = nodes[0]?.workers ?? []
      expect(worker?.clients).toBeGreaterThanOrEqual(1)
      expect(worker?.residentBytes).toBeGreaterThan(1e7)
      expect(nodes[0]?.ageMs).toBeLessThan(3_000)
    },
    { everyMs: 300 },
  )
})

test('[E2] what an operator asks wrongly is refused and changes nothing', async () => {
  const pids = cluster.workers()
  const wrong: Record<string, unknown[]> = {
    'cluster:read': [null, [], 'x', { all: true }],
    'worker:kill': [
      {},
      { node: 'node-a' },
      { ...place(), worker: 1 },
      { ...place(), now: true },
      { node: 'Node A', worker: '1' },
      { node: 'node-a', worker: '1; 2' },
    ],
    'worker:reload': [{}, { ...place(), worker: '' }, { ...place(), node: 'x'.repeat(33) }],
    'password-reset:make': [{}, { name: '' }, { name: 1 }, { name: ADMIN, now: true }],
    'message:trace': [{}, { roomId: LOBBY, text: 'hi' }, { roomId: LOBBY, clientMessageId: 'x', text: 'hi' }],
  }
  for (const [command, requests] of Object.entries(wrong)) {
    for (const request of requests) {
      expect(await ada.raw(command, request), JSON.stringify(request)).toMatchObject({ code: 'bad_request' })
    }
  }
  expect(cluster.workers()).toEqual(pids)
})

test('[O8] a worker or node that is not there is not found', async () => {
  for (const missing of [
    { node: 'node-a', worker: '999' },
    { node: 'node-z', worker: '1' },
  ]) {
    for (const act of ['worker:kill', 'worker:reload'] as const) {
      expect(await ada.refused(act, missing)).toMatchObject({ code: 'not_found', retryable: false })
    }
  }
})

test('[O9] a traced message is sent once, is heard as any other, and its way is told in order', async () => {
  using bob = await guest(cluster.url)
  await bob.join(LOBBY)
  const key = newKey()
  const request = { roomId: LOBBY, clientMessageId: key, text: 'which way?' }
  const told = await ada.ok('message:trace', request)
  await eventually(() => {
    for (const reader of [ada, bob]) expect(reader.texts(LOBBY)).toEqual(['which way?'])
  })

  expect(told).toMatchObject({ takenBy: place(), silent: [], receipt: { duplicate: false } })
  const [stop] = told.stops
  expect(told.stops).toMatchObject([{ ...place(), offMs: 0 }])
  expect(stop?.clients).toBeGreaterThanOrEqual(2)
  expect(told.writtenMs).toBeGreaterThanOrEqual(0)
  expect(told.writtenMs).toBeLessThanOrEqual(told.answeredMs)
  expect(stop?.heardMs).toBeGreaterThanOrEqual(told.writtenMs)
  expect(stop?.deliveredMs).toBeGreaterThanOrEqual(stop?.heardMs ?? Number.NaN)
  expect(told.preparedMs).toBeGreaterThan(100)

  // Under the same key it stands in the log once; nobody hears it again, and that is said.
  const again = await ada.ok('message:trace', request)
  expect(again).toMatchObject({
    receipt: { seq: told.receipt.seq, duplicate: true },
    stops: [],
    silent: [place()],
  })
  expect(await ada.refused('message:send', { ...request, text: 'another' })).toMatchObject({
    code: 'conflict',
  })
})

test('[O9] the rules for messages hold for a traced one: members only, some text, not too much', async () => {
  using bob = await guest(cluster.url)
  const roomId = await bob.newRoom()
  const trace = (request: object): Promise<Answer<unknown>> =>
    ada.raw('message:trace', { roomId: LOBBY, clientMessageId: newKey(), text: 'hi', ...request })
  expect(await trace({ roomId })).toMatchObject({ code: 'not_a_member' })
  expect(await trace({ roomId: parseRoomId('no-such-room') })).toMatchObject({ code: 'not_a_member' })
  expect(await trace({ text: '  ' })).toMatchObject({ code: 'bad_request' })
  expect(await trace({ text: 'x'.repeat(TEXT_MAX_BYTES + 1) })).toMatchObject({ code: 'too_long' })
  expect(bob.texts(roomId)).toEqual([])
})

test('[O9] [R7] where an operator need not wait in slow mode, a traced message need not, either', async () => {
  using bob = await guest(cluster.url)
  const roomId = await bob.newRoom()
  await ada.join(roomId)
  await bob.ok('room:slow-mode', { roomId, clientMessageId: newKey(), seconds: 3_600 })
  for (const text of ['one', 'right after']) {
    const told = await ada.ok('message:trace', { roomId, clientMessageId: newKey(), text })
    expect(told.receipt).toMatchObject({ duplicate: false })
  }
})

test('[E3] an operator who traces or acts without end is slowed down', async () => {
  for (const [command, request] of [
    ['message:trace', { roomId: parseRoomId('no-such-room'), clientMessageId: newKey(), text: 'hi' }],
    ['worker:kill', { node: 'node-a', worker: '999' }],
  ] as const) {
    const answers = await Promise.all(Array.from({ length: 25 }, () => ada.raw(command, request)))
    expect(answers.filter(answer => !answer.ok && answer.code === 'rate_limited').length).toBeGreaterThan(0)
  }
})
