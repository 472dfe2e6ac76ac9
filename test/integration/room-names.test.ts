// Rooms are renamed over the wire, between two workers.

import { LOBBY, NAME_MAX_LENGTH, type RoomId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import {
  connect,
  guest,
  newKey,
  positionAt,
  signIn,
  someName,
  type WireClient,
} from '../support/wire-client.js'

const operator = { name: someName('operator'), password: 'a long password' }

let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2, env: { ADMINS: operator.name } })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const on = (index: number) => ({ worker: workers[index] ?? '' })
const nameOf = (roomId: RoomId, name: string) => ({ roomId, clientMessageId: newKey(), name })
const last = (client: WireClient, roomId: RoomId) => client.heard.get(roomId)?.at(-1)
const listed = async (client: WireClient) => {
  const { mine, others } = await client.ok('rooms:list', {})
  return new Map([...mine, ...others].map(room => [room.roomId, room.name]))
}

test('[C7] a new name is told live, with every list and join; the one before is free, the new one is not', async () => {
  using mira = await guest(cluster.url, on(0))
  using tom = await guest(cluster.url, on(1))
  using eve = await guest(cluster.url, on(1))
  const [before, name] = [someName('walks'), someName('Hills')]
  const { roomId } = await mira.ok('room:create', { name: before })
  await mira.join(roomId)
  const first = await tom.join(roomId)
  expect(await tom.refused('room:rename', nameOf(roomId, name))).toMatchObject({ code: 'not_a_moderator' })
  expect(await eve.refused('room:rename', nameOf(roomId, name))).toMatchObject({ code: 'not_a_member' })

  const command = nameOf(roomId, `  ${name} `)
  const receipt = await mira.ok('room:rename', command)
  expect(await mira.ok('room:rename', command)).toEqual({ ...receipt, duplicate: true })
  const entry = { kind: 'room-renamed', name, sender: { userId: mira.account.userId } }
  await eventually(() => expect(last(tom, roomId)).toMatchObject(entry))
  for (const joined of [await tom.join(roomId), await tom.join(roomId, positionAt(first, -1))])
    expect(joined).toMatchObject({ headSeq: receipt.seq, room: { name } })
  for (const client of [mira, tom, eve]) expect((await listed(client)).get(roomId)).toBe(name)

  expect(await eve.refused('room:create', { name: name.toUpperCase() })).toMatchObject({
    code: 'name_taken',
    retryable: false,
  })
  const other = await eve.ok('room:create', { name: before })
  await eve.join(other.roomId)
  expect(await eve.refused('room:rename', nameOf(other.roomId, name))).toMatchObject({ code: 'name_taken' })
  expect(await mira.refused('room:rename', nameOf(roomId, before))).toMatchObject({ code: 'name_taken' })
  for (const wrong of ['\u200b', '---', 'x'.repeat(NAME_MAX_LENGTH + 1)])
    expect(await mira.refused('room:rename', nameOf(roomId, wrong))).toMatchObject({ code: 'bad_request' })
  expect((await listed(eve)).get(roomId)).toBe(name)
})

test('[C7] two rooms that want one name from two workers do not both get it', async () => {
  using mira = await guest(cluster.url, on(0))
  using tom = await guest(cluster.url, on(1))
  for (let round = 0; round < 5; round += 1) {
    const name = someName('Best')
    const roomIds = [await mira.newRoom(), await tom.newRoom()] as const
    const answers = await Promise.all([
      mira.raw('room:rename', nameOf(roomIds[0], name)),
      tom.raw('room:rename', nameOf(roomIds[1], name.toLowerCase())),
    ])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ code: 'name_taken' })
  }
})

test('[C7] an operator renames the lobby, and nobody else; a conversation has no name', async () => {
  using tom = await guest(cluster.url, on(0))
  using op = await connect(cluster.url, await signIn(cluster.url, 'register', operator), on(1))
  expect(await tom.refused('room:rename', nameOf(LOBBY, someName('Mine')))).toMatchObject({
    code: 'not_a_moderator',
  })
  const name = someName('Entrance')
  await op.join(LOBBY)
  await op.ok('room:rename', nameOf(LOBBY, name))
  using late = await guest(cluster.url, on(0))
  expect((await late.join(LOBBY)).room).toMatchObject({ roomId: LOBBY, name })
  await op.ok('room:rename', nameOf(LOBBY, 'Lobby'))
  const { roomId } = await op.ok('room:direct', { userId: tom.account.userId })
  for (const client of [op, tom])
    expect(await client.refused('room:rename', nameOf(roomId, name))).toMatchObject({ code: 'bad_request' })
})
