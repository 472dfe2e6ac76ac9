// Conversations of two, private rooms and invitations, through two workers.

import { type ClientToServerEvents, parseRoomId, parseSeq, type RoomId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, newKey, post, someName, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const on = (index: number) => ({ worker: workers[index] ?? '' })
const idOf = ({ account }: WireClient) => ({ userId: account.userId })
const mineOf = async (client: WireClient) =>
  (await client.ok('rooms:list', {})).mine.filter(({ name }) => name !== 'Lobby')

test('[W2] two who write to each other at the same moment, on two workers, meet in one conversation', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const [byAnn, byBob] = await Promise.all([
    ann.ok('room:direct', idOf(bob)),
    bob.ok('room:direct', idOf(ann)),
  ])
  expect(byBob.roomId).toBe(byAnn.roomId)
  expect(await ann.ok('room:direct', idOf(bob))).toMatchObject({ roomId: byAnn.roomId, kind: 'direct' })
  await Promise.all([ann, bob].map(client => client.join(byAnn.roomId)))
  await ann.send(byAnn.roomId, 'hello')
  await bob.send(byAnn.roomId, 'hello yourself')
  for (const client of [ann, bob])
    await eventually(() => expect(client.texts(byAnn.roomId)).toEqual(['hello', 'hello yourself']))
})

test('[W2] whoever is written to is told so on another worker, and has all of it unread', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  using bobToo = await connect(cluster.url, bob, on(0))
  const { roomId } = await ann.ok('room:direct', idOf(bob))
  await ann.join(roomId)
  await ann.send(roomId, 'hello')
  for (const client of [bob, bobToo]) await eventually(() => expect(client.facts).toContain('rooms:changed'))
  expect(await mineOf(bob)).toMatchObject([{ roomId, kind: 'direct', members: [{}, {}] }])
  const { entries, readSeq } = await bob.join(roomId)
  expect(entries).toMatchObject([{ kind: 'message', text: 'hello' }])
  expect(readSeq).toBe(0)
})

/** Commands that name a room, but for those that operators alone have. */
type AboutRoom = {
  [Event in Exclude<keyof ClientToServerEvents, 'message:trace'> as Parameters<
    ClientToServerEvents[Event]
  >[0] extends { roomId: RoomId }
    ? Event
    : never]: unknown
}

/** A right request about this room of every command that names one. */
function aboutRoom(roomId: RoomId, epoch: string, mid: string, { userId }: WireClient['account']) {
  const place = { seq: 1, mid }
  const key = newKey()
  return {
    'room:join': { roomId },
    'room:invite': { roomId, userId },
    'room:history': { roomId, epoch, before: 5, limit: 10 },
    'room:search': { roomId, epoch, before: 5, query: 'secret' },
    'message:send': { roomId, clientMessageId: key, text: 'hello' },
    'message:change': { roomId, clientMessageId: key, ...place, text: 'hello' },
    'message:react': { roomId, clientMessageId: key, ...place, emoji: '👍', on: true },
    'message:pin': { roomId, clientMessageId: key, ...place, on: true },
    'room:set-topic': { roomId, clientMessageId: key, topic: 'secret' },
    'room:rename': { roomId, clientMessageId: key, name: 'secret' },
    'room:slow-mode': { roomId, clientMessageId: key, seconds: 30 },
    'room:notify': { roomId, level: 'all' },
    'member:restrict': { roomId, clientMessageId: key, userId, restriction: 'banned' },
    'member:appoint': { roomId, clientMessageId: key, userId, moderator: true },
    'webhook:create': { roomId, clientMessageId: key, name: 'secret' },
    'webhook:list': { roomId },
    'webhook:remove': { roomId, clientMessageId: key, webhookId: 'webhook' },
    'read:mark': { roomId, seq: 1 },
    'message:readers': { roomId, epoch, seq: 1 },
    'room:members': { roomId },
    'room:leave': { roomId },
    'typing:set': { roomId, typing: true },
  } satisfies AboutRoom
}

for (const kind of ['direct', 'private'] as const) {
  test(`[W1] [W4] to a third person a ${kind} room is one that does not exist, to every command`, async () => {
    using ann = await guest(cluster.url, on(0))
    using bob = await guest(cluster.url, on(1))
    using eve = await guest(cluster.url, on(1))
    const { roomId } = await (kind === 'direct'
      ? ann.ok('room:direct', idOf(bob))
      : ann.ok('room:create', { name: someName('plans'), private: true }))
    await ann.ok('room:invite', { roomId, ...idOf(bob) }).catch(() => null)
    const { epoch } = await ann.join(roomId)
    await bob.join(roomId)
    const { mid } = await ann.send(roomId, 'secret')

    const asked = Object.entries(aboutRoom(roomId, epoch, mid, eve.account))
    const answers = await Promise.all(asked.map(([event, request]) => eve.raw(event, request)))
    const asForNone = await Promise.all(
      asked.map(([event, request]) => eve.raw(event, { ...request, roomId: parseRoomId('no-such-room') })),
    )
    expect(answers).toEqual(asForNone)
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2)
    expect(await eve.raw('room:join', { roomId, position: { epoch, seq: 1, mid } })).toMatchObject({
      code: 'not_a_member',
    })
    expect((await eve.ok('rooms:list', {})).others.map(room => room.roomId)).not.toContain(roomId)

    await ann.send(roomId, 'the last word')
    await eventually(() => expect(bob.texts(roomId)).toContain('the last word'))
    expect(eve.heard.has(roomId)).toBe(false)
    expect([ann, bob].flatMap(({ typing }) => typing)).toEqual([])
  })
}

test('[W3] nobody writes to themselves, to nobody, or to a guest who has gone; and nobody leaves the other', async () => {
  using ann = await guest(cluster.url, on(0))
  const bob = await guest(cluster.url, on(1))
  const { roomId } = await ann.ok('room:direct', idOf(bob))
  expect(await ann.refused('room:direct', idOf(ann))).toMatchObject({ code: 'bad_request' })
  expect(await ann.refused('room:leave', { roomId })).toMatchObject({ code: 'bad_request' })
  await ann.join(roomId)
  await bob.send(roomId, 'bye')
  await post(cluster.url, '/api/auth/logout', {}, { cookie: bob.cookie })
  await eventually(() => expect(ann.heard.get(roomId)?.at(-1)?.kind).toBe('member-left'))
  expect(await ann.refused('room:direct', idOf(bob))).toMatchObject({ code: 'not_found' })
  expect((await ann.join(roomId)).entries).toMatchObject([{ text: 'bye' }, { kind: 'member-left' }])
  await ann.ok('room:leave', { roomId })
  expect(await mineOf(ann)).toEqual([])
})

test('[W5] who is let into a private room is told, reads what was said before, and finds nothing unread but that', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  const { roomId } = await ann.ok('room:create', { name: someName('plans'), private: true })
  await ann.join(roomId)
  await ann.send(roomId, 'before')
  await ann.ok('room:invite', { roomId, ...idOf(bob) })
  await ann.send(roomId, 'after')
  await ann.ok('room:invite', { roomId, ...idOf(bob) })
  await eventually(() => expect(bob.facts).toContain('rooms:changed'))
  expect(await mineOf(bob)).toMatchObject([{ roomId, kind: 'private', memberCount: 2 }])
  const { entries, readSeq } = await bob.join(roomId)
  expect(entries).toMatchObject([
    { kind: 'member-joined' },
    { text: 'before' },
    { kind: 'member-joined', sender: idOf(bob), by: idOf(ann) },
    { text: 'after' },
  ])
  expect(readSeq).toBe(2)
  await bob.ok('read:mark', { roomId, seq: parseSeq(4) })
  await ann.ok('room:invite', { roomId, ...idOf(bob) })
  expect((await bob.join(roomId)).readSeq).toBe(4)

  // A reconnect goes on where it was; whoever has left does not come back.
  await bob.ok('room:leave', { roomId })
  expect(await bob.refused('room:join', { roomId })).toMatchObject({ code: 'not_a_member' })
  await ann.ok('room:invite', { roomId, ...idOf(bob) })
  expect(await bob.join(roomId)).toMatchObject({ headSeq: 6, readSeq: 5 })
})

test('[W6] [E3] who writes to one person after another is told to wait', async () => {
  using ann = await guest(cluster.url)
  const codes: string[] = []
  for (let asked = 0; asked < 12; asked += 1) {
    const answer = await ann.raw('room:direct', { userId: `nobody${asked}` })
    codes.push('code' in answer ? answer.code : 'ok')
  }
  expect(codes).toEqual([...Array.from({ length: 10 }, () => 'not_found'), 'rate_limited', 'rate_limited'])
})

test('[W7] somebody in no common room is found by the beginning of the name, and guests only while they are there', async () => {
  using ann = await guest(cluster.url, on(0))
  const bob = await guest(cluster.url, on(1))
  const query = bob.account.name.slice(0, -1).toUpperCase()
  const { userId, name } = bob.account
  expect((await ann.ok('people:find', { query })).people).toContainEqual({ userId, name })
  await post(cluster.url, '/api/auth/logout', {}, { cookie: bob.cookie })
  expect((await ann.ok('people:find', { query })).people).not.toContainEqual({ userId, name })
})

test('[W8] who is not present is told of as a member, on another worker, until they leave or their session ends', async () => {
  using ann = await guest(cluster.url, on(0))
  using bob = await guest(cluster.url, on(1))
  using cleo = await guest(cluster.url, on(1))
  using eve = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  for (const client of [bob, cleo]) await client.join(roomId)
  const namesOf = async () =>
    (await ann.ok('room:members', { roomId })).members.map(({ name }) => name).sort()
  const names = (...clients: WireClient[]) => clients.map(({ account }) => account.name).sort()
  bob.close()
  cleo.close()
  await eventually(async () => expect((await ann.join(roomId)).presence.count).toBe(1))
  expect(await namesOf()).toEqual(names(ann, bob, cleo))
  expect(await eve.refused('room:members', { roomId })).toMatchObject({ code: 'not_a_member' })
  await post(cluster.url, '/api/auth/logout', {}, { cookie: bob.cookie })
  await eventually(async () => expect(await namesOf()).toEqual(names(ann, cleo)))
})

test('[E3] [W8] who asks for members too fast is told when to ask again', async () => {
  using ann = await guest(cluster.url, on(0))
  const roomId = await ann.newRoom()
  const answers = await Promise.all(Array.from({ length: 61 }, () => ann.ask('room:members', { roomId })))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(60)
  expect(answers.find(({ ok }) => !ok)).toMatchObject({
    code: 'rate_limited',
    retryAfterMs: expect.any(Number),
  })
})
