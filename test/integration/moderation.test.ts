// What a moderator does on one worker, to whom it is done on another.

import { LOBBY, parseSeq, type Restriction, type RoomId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import {
  connect,
  guest,
  newKey,
  positionAt,
  post,
  signIn,
  someName,
  type WireClient,
} from '../support/wire-client.js'

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const on = (index: number) => ({ worker: workers[index] ?? '' })
const order = (roomId: RoomId, { account }: WireClient, restriction: Restriction | null) => ({
  ...{ roomId, userId: account.userId, restriction },
  clientMessageId: newKey(),
})
const hears = (client: WireClient, roomId: RoomId) => client.heard.get(roomId) ?? []

/** Mira, who made the room, and Una on one worker, Tom and Ida on the other. */
async function roomOfFour() {
  const mira = await guest(cluster.url, on(0))
  const una = await guest(cluster.url, on(0))
  const tom = await guest(cluster.url, on(1))
  const ida = await guest(cluster.url, on(1))
  const roomId = await mira.newRoom()
  for (const client of [una, tom, ida]) await client.join(roomId)
  return {
    ...{ mira, una, tom, ida, roomId },
    [Symbol.dispose]: () => {
      for (const client of [mira, una, tom, ida]) client.close()
    },
  }
}

test('[R4] who is banned hears of the room up to that and nothing more, on each connection, and is no member', async () => {
  using room = await roomOfFour()
  const { mira, una, tom, ida, roomId } = room
  using tomToo = await connect(cluster.url, tom, on(0))
  const page = await tomToo.join(roomId)
  await mira.ok('member:restrict', order(roomId, tom, 'banned'))
  await Promise.all(['one', 'two', 'three'].map(text => una.send(roomId, text)))
  // Then both workers have heard it, and had the time to tell it.
  for (const client of [mira, ida]) await eventually(() => expect(client.texts(roomId)).toHaveLength(3))
  for (const client of [tom, tomToo]) {
    await eventually(() => expect(client.facts).toContain('rooms:changed'))
    expect(hears(client, roomId).at(-1)).toMatchObject({
      ...{ kind: 'member-restricted', restriction: 'banned' },
      ...{ target: { userId: tom.account.userId }, sender: { userId: mira.account.userId } },
    })
    expect(client.texts(roomId)).toEqual([])
    const { mine } = await client.ok('rooms:list', {})
    expect(mine.map(each => each.roomId)).not.toContain(roomId)
  }
  const { seq, mid } = await una.send(roomId, 'four')
  const about = { roomId, seq, mid }
  const refused = [
    tom.refused('room:join', { roomId }),
    tomToo.refused('room:join', { roomId, position: positionAt(page, -1) }),
    tom.refused('message:send', { roomId, clientMessageId: newKey(), text: 'no' }),
    tom.refused('message:change', { ...about, clientMessageId: newKey(), text: 'no' }),
    tom.refused('message:react', { ...about, clientMessageId: newKey(), emoji: '👍', on: true }),
    tom.refused('message:pin', { ...about, clientMessageId: newKey(), on: true }),
    tom.refused('room:set-topic', { roomId, clientMessageId: newKey(), topic: 'no' }),
    tom.refused('member:restrict', order(roomId, una, 'muted')),
    tom.refused('room:invite', { roomId, userId: una.account.userId }),
    mira.refused('room:invite', { roomId, userId: tom.account.userId }),
  ]
  expect((await Promise.all(refused)).map(({ code }) => code)).toEqual(refused.map(() => 'banned'))
  const asToStrangers = [
    tom.refused('room:history', { roomId, epoch: page.epoch, before: seq, limit: 10 }),
    tom.refused('room:search', { roomId, epoch: page.epoch, before: seq, query: 'one' }),
    tom.refused('read:mark', { roomId, seq }),
  ]
  expect((await Promise.all(asToStrangers)).map(({ code }) => code)).toEqual(
    asToStrangers.map(() => 'not_a_member'),
  )
  await eventually(() => expect(mira.presence.at(-1)).toMatchObject({ count: 3 }))

  await mira.send(roomId, 'the last word')
  for (const client of [una, ida])
    await eventually(() => expect(client.texts(roomId)).toContain('the last word'))
  expect([tom, tomToo].flatMap(client => client.texts(roomId))).toEqual([])

  await mira.ok('member:restrict', order(roomId, tom, null))
  expect((await tom.join(roomId)).entries.at(-2)).toMatchObject({ restriction: null })
  await tom.send(roomId, 'back')
  await eventually(() => expect(tom.texts(roomId)).toContain('back'))
})

test('[R2] a restriction that is said again, on another worker, is one entry', async () => {
  using room = await roomOfFour()
  const { mira, una, tom, roomId } = room
  using miraToo = await connect(cluster.url, mira, on(1))
  const command = order(roomId, tom, 'muted')
  const first = await mira.ok('member:restrict', command)
  expect(await miraToo.ok('member:restrict', command)).toEqual({ ...first, duplicate: true })
  await una.send(roomId, 'after')
  await eventually(() => expect(tom.texts(roomId)).toEqual(['after']))
  expect(hears(tom, roomId).filter(({ kind }) => kind === 'member-restricted')).toHaveLength(1)
})

test('[R1] only who moderates the room restricts, and a join says who may', async () => {
  using room = await roomOfFour()
  const { mira, una, tom, roomId } = room
  expect(await una.refused('member:restrict', order(roomId, tom, 'muted'))).toMatchObject({
    code: 'not_a_moderator',
  })
  await mira.ok('member:restrict', order(roomId, tom, 'muted'))
  expect(await mira.join(roomId)).toMatchObject({ moderator: true, restricted: [{ restriction: 'muted' }] })
  expect(await una.join(roomId)).toMatchObject({ moderator: false, mutedBy: null, restricted: [] })
  const mutedBy = { name: mira.account.name }
  expect(await tom.join(roomId)).toMatchObject({ moderator: false, mutedBy, restricted: [] })
  const { roomId: ofTwo } = await mira.ok('room:direct', { userId: tom.account.userId })
  expect(await mira.refused('member:restrict', order(ofTwo, tom, 'muted'))).toMatchObject({
    code: 'not_a_moderator',
  })
})

test('[R3] of what many write at once only that of the muted is refused, and nobody is told that they type', async () => {
  using room = await roomOfFour()
  const { mira, una, tom, roomId } = room
  using tomToo = await connect(cluster.url, tom, on(0))
  await tomToo.join(roomId)
  await mira.ok('member:restrict', order(roomId, tom, 'muted'))
  // All on one worker, so that they are written in groups.
  const senders = Array.from({ length: 30 }, (_, index) => [mira, tomToo, una][index % 3] ?? mira)
  const answers = await Promise.all(
    senders.map((sender, index) =>
      sender.ask('message:send', { roomId, clientMessageId: newKey(), text: `${index}` }),
    ),
  )
  expect(answers.map(answer => (answer.ok ? 'ok' : answer.code))).toEqual(
    senders.map(sender => (sender === tomToo ? 'muted' : 'ok')),
  )
  await eventually(() => expect(tom.texts(roomId)).toHaveLength(20))

  // On Mira's worker, so that what was told of him would be there before what is told of Una.
  await tomToo.ok('typing:set', { roomId, typing: true })
  await una.ok('typing:set', { roomId, typing: true })
  await eventually(() => expect(mira.typing).toHaveLength(1))
  expect(mira.typing).toMatchObject([{ user: { name: una.account.name } }])
})

test('[R4] [W4] who was removed from a private room comes back only when let in again', async () => {
  using mira = await guest(cluster.url, on(0))
  using tom = await guest(cluster.url, on(1))
  const { roomId } = await mira.ok('room:create', { name: someName('plans'), private: true })
  const invitation = { roomId, userId: tom.account.userId }
  await mira.join(roomId)
  await mira.ok('room:invite', invitation)
  await tom.join(roomId)
  await mira.ok('member:restrict', order(roomId, tom, 'banned'))
  expect(await tom.refused('room:join', { roomId })).toMatchObject({ code: 'banned' })
  await mira.ok('member:restrict', order(roomId, tom, null))
  expect(await tom.refused('room:join', { roomId })).toMatchObject({ code: 'not_a_member' })
  await mira.ok('room:invite', invitation)
  await tom.join(roomId)
})

test('[R1] operators moderate every room that they are in, above who made it; in a demo nobody does by that', async () => {
  const credentials = { name: someName('operator'), password: 'correct horse' }
  await using named = await startCluster({ workers: 1, env: { ADMINS: credentials.name } })
  using ada = await connect(named.url, await signIn(named.url, 'register', credentials))
  using eve = await guest(named.url)
  const roomId = await eve.newRoom()
  expect(await ada.join(LOBBY)).toMatchObject({ moderator: true })
  expect(await eve.join(LOBBY)).toMatchObject({ moderator: false })
  expect(await ada.join(roomId)).toMatchObject({ moderator: true })
  expect(await eve.refused('member:restrict', order(roomId, ada, 'banned'))).toMatchObject({
    code: 'not_a_moderator',
  })
  await ada.ok('member:restrict', order(roomId, eve, 'banned'))
  expect(await eve.refused('room:join', { roomId })).toMatchObject({ code: 'banned' })

  await using demo = await startCluster({ workers: 1, env: { DEMO: 'on' } })
  using tom = await guest(demo.url)
  expect(tom.welcome).toMatchObject({ operator: true })
  expect(await tom.join(LOBBY)).toMatchObject({ moderator: false })
})

test('[R8] a moderator deletes what somebody wrote, which all are told of, and who comes later is told nothing of it', async () => {
  using room = await roomOfFour()
  const { mira, una, tom, ida, roomId } = room
  const { seq, mid, epoch } = await tom.send(roomId, 'something nasty')
  const about = { roomId, seq, mid }
  const refused = await ida.refused('message:change', { ...about, clientMessageId: newKey(), text: null })
  expect(refused).toMatchObject({ code: 'not_the_sender' })
  const edit = { ...about, clientMessageId: newKey(), text: 'something nice' }
  expect(await mira.refused('message:change', edit)).toMatchObject({ code: 'not_the_sender' })
  const deletion = { ...about, clientMessageId: newKey(), text: null }
  const receipt = await mira.ok('message:change', deletion)
  expect(await mira.ok('message:change', deletion)).toEqual({ ...receipt, duplicate: true })
  for (const client of [mira, una, tom, ida])
    await eventually(() =>
      expect(hears(client, roomId).at(-1)).toMatchObject({
        ...{ kind: 'message-changed', target: mid, text: null },
        sender: { userId: mira.account.userId },
      }),
    )
  const search = { roomId, epoch, before: parseSeq(receipt.seq + 1), query: 'nasty' }
  expect(await una.ok('room:search', search)).toMatchObject({ found: [] })
  using late = await guest(cluster.url, on(1))
  expect(JSON.stringify(await late.join(roomId))).not.toContain('nasty')
})

test('[R9] who is appointed moderates at once, on another worker, goes on when the maker has left, and no more when it is taken', async () => {
  using room = await roomOfFour()
  const { mira, una, tom, ida, roomId } = room
  const appoint = (who: WireClient, moderator: boolean) => ({
    ...{ roomId, userId: who.account.userId, moderator },
    clientMessageId: newKey(),
  })
  expect(await tom.refused('member:appoint', appoint(ida, true))).toMatchObject({ code: 'not_a_moderator' })
  const command = appoint(tom, true)
  const receipt = await mira.ok('member:appoint', command)
  expect(await mira.ok('member:appoint', command)).toEqual({ ...receipt, duplicate: true })
  for (const client of [mira, una, tom, ida])
    await eventually(() =>
      expect(hears(client, roomId).at(-1)).toMatchObject({
        ...{ kind: 'moderator-changed', moderator: true },
        ...{ target: { userId: tom.account.userId }, sender: { userId: mira.account.userId } },
      }),
    )
  const { seq, mid } = await una.send(roomId, 'something nasty')
  await tom.ok('message:change', { roomId, seq, mid, clientMessageId: newKey(), text: null })
  await mira.ok('room:leave', { roomId })
  await tom.ok('member:restrict', order(roomId, una, 'muted'))
  const users = [{ userId: tom.account.userId, name: tom.account.name }]
  expect(await ida.join(roomId)).toMatchObject({ moderator: false, moderators: users, restricted: [] })
  expect(await tom.join(roomId)).toMatchObject({
    ...{ moderator: true, moderators: users },
    restricted: [{ user: { userId: una.account.userId } }],
  })
  await tom.ok('member:appoint', appoint(ida, true))
  await ida.ok('member:appoint', appoint(tom, false))
  expect(await tom.refused('member:restrict', order(roomId, una, null))).toMatchObject({
    code: 'not_a_moderator',
  })
  await ida.ok('member:restrict', order(roomId, una, null))
  await mira.join(roomId)
  await eventually(() =>
    expect(hears(ida, roomId).at(-1)).toMatchObject({ kind: 'member-joined', maker: true }),
  )
})

test('[R9] a guest whose account has ended is a moderator no more, and cannot be made one', async () => {
  using room = await roomOfFour()
  const { mira, tom, ida, roomId } = room
  const about = { roomId, userId: tom.account.userId }
  await mira.ok('member:appoint', { ...about, clientMessageId: newKey(), moderator: true })
  const ended = await post(cluster.url, '/api/auth/logout', {}, { cookie: tom.cookie })
  expect(ended.status).toBe(204)
  await eventually(() => expect(hears(ida, roomId).at(-1)).toMatchObject({ kind: 'member-left' }))
  expect((await mira.join(roomId)).moderators).toEqual([
    { userId: mira.account.userId, name: mira.account.name, maker: true },
  ])
  const again = { ...about, clientMessageId: newKey(), moderator: true }
  expect(await mira.refused('member:appoint', again)).toMatchObject({ code: 'not_found' })
})
