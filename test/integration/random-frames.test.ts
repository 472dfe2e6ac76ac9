// Clients that say anything, at any moment: nothing of it may end a worker or show a bug.

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { LOBBY } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ask, openPolling, openRaw, POLLING, type RawEngine } from '../support/raw-engine.js'
import { type SeededRandom, seededRandom } from '../support/seeded-random.js'
import { startCluster } from '../support/start-cluster.js'
import { guest, type SignedIn, signInGuest } from '../support/wire-client.js'

const USERS = 6
const VISITS = 1_500
const AT_ONCE = 24
const FRAMES_MOST = 12
const LEVEL_ERROR = 50

const INTRODUCTION = '40{"protocolVersion":1}'
const INTRODUCTIONS = [INTRODUCTION, '40{"protocolVersion":2}', '40', '40/admin,', '40[]']
const OTHERS = ['41', '41/admin,', '2', '3', '3probe', '2probe', '5', '6', '1', '44{}', '431["x"]', '430[]']

function someFrame(random: SeededRandom, rooms: readonly string[]): string | Buffer {
  const room = random.pick(rooms)
  const id = random.integer(0, 20)
  const position = { epoch: random.pick(['', 'x', 'AAAAAAAAAAAA']), seq: random.integer(-1, 5), mid: 'm' }
  const commands: readonly (readonly [string, unknown])[] = [
    ['rooms:list', {}],
    ['room:create', { name: `room ${random.integer(0, 1_000_000)}` }],
    ['room:join', { roomId: room }],
    ['room:join', { roomId: room, position }],
    ['room:leave', { roomId: room }],
    ['message:send', { roomId: room, clientMessageId: `key-${random.integer(0, 9)}`, text: 'hello' }],
    [
      'message:change',
      { roomId: room, clientMessageId: `key-${id}`, seq: id, mid: 'm'.repeat(id), text: null },
    ],
    [
      'message:react',
      { roomId: room, clientMessageId: `key-${id}`, seq: id, mid: 'm'.repeat(id), emoji: '👍', on: true },
    ],
    ['message:pin', { roomId: room, clientMessageId: `key-${id}`, seq: id, mid: 'm'.repeat(id), on: true }],
    ['room:set-topic', { roomId: room, clientMessageId: `key-${id}`, topic: 'x'.repeat(id) }],
    ['room:rename', { roomId: room, clientMessageId: `key-${id}`, name: 'x'.repeat(id) }],
    ['room:history', { roomId: room, epoch: position.epoch, after: position.seq, limit: 10 }],
    ['typing:set', { roomId: room, typing: random.pick([true, false]) }],
    ['read:mark', { roomId: room, seq: position.seq }],
    ['cluster:read', {}],
  ]
  return random.pick([
    ...INTRODUCTIONS,
    ...Array.from({ length: 12 }, () => `42${id}${JSON.stringify(random.pick(commands))}`),
    `42${JSON.stringify(random.pick(commands))}`,
    `451-${id}["message:send",{"_placeholder":true,"num":0}]`,
    Buffer.from([1, 2, 3]),
    ...OTHERS,
  ])
}

/** Comes (again, where a busy primary turns it away) in order or not, says this and that at once or one turn later, and goes in some way or other. */
async function visit(url: string, { cookie }: SignedIn, rooms: readonly string[], random: SeededRandom) {
  const frames = Array.from({ length: random.integer(1, FRAMES_MOST) }, () => someFrame(random, rooms))
  // Mostly once, as is right; sometimes not at all, or again.
  for (let times = random.pick([0, 1, 1, 1, 2, 3]); times > 0; times -= 1) frames.unshift(INTRODUCTION)
  const transport = random.integer(0, 5)
  if (transport === 0) {
    const sid = await eventually(() => openPolling(url, cookie))
    const body = frames.filter(frame => typeof frame === 'string').join('\x1e')
    const polls = [ask(url, `${POLLING}&sid=${sid}`, { headers: { cookie } })]
    await ask(url, `${POLLING}&sid=${sid}`, { method: 'POST', headers: { cookie }, body })
    if (random.integer(0, 1) === 0)
      polls.push(ask(url, `${POLLING}&sid=${sid}`, { method: 'POST', headers: { cookie }, body: '1' }))
    await Promise.race([Promise.all(polls), pause(200)])
    return
  }
  const upgrading = transport === 1 ? { sid: await eventually(() => openPolling(url, cookie)) } : {}
  using raw = await eventually(() => openRaw(url, { cookie }, { isSignedIn: false, ...upgrading }))
  if ('sid' in upgrading) frames.unshift('2probe', '5')
  for (const frame of frames) {
    if (raw.ws.readyState !== raw.ws.OPEN) return
    raw.send(frame)
    await random.pick([async () => undefined, () => nextTurn(), () => pause(1), () => pause(5)])()
  }
  await leave(raw, random)
}

async function leave(raw: RawEngine, random: SeededRandom): Promise<void> {
  const how = random.pick(['terminate', 'close', 'say goodbye', 'stay a while'])
  if (how === 'close') raw.ws.close()
  if (how === 'say goodbye' && raw.ws.readyState === raw.ws.OPEN) raw.send('41')
  if (how !== 'terminate') await Promise.race([raw.closed, pause(50)])
}

test('[E2] whatever is said at whatever moment ends no worker and shows no bug', {
  timeout: 60_000,
}, async () => {
  const random = seededRandom('random frames')
  await using cluster = await startCluster({ workers: 2 })
  const pids = cluster.workers().map(({ pid }) => pid)
  using ann = await guest(cluster.url)
  const rooms = [LOBBY, 'nowhere', await ann.newRoom(), await ann.newRoom()]
  const users = await Promise.all(Array.from({ length: USERS }, () => signInGuest(cluster.url)))
  const visits = Array.from({ length: VISITS }, () => random.pick(users)).values()
  async function comeInTurn(): Promise<void> {
    for (const user of visits) await visit(cluster.url, user, rooms, random)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, comeInTurn))

  await ann.send(await ann.newRoom(), 'still here')
  expect(cluster.workers().map(({ pid }) => pid)).toEqual(pids)
  expect(cluster.log().filter(({ level }) => level >= LEVEL_ERROR)).toEqual([])
})
