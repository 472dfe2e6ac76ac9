// Slow mode and levels of notification over the wire, between two workers.

import type { RoomId } from '@hubbub/shared'
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
const slow = (roomId: RoomId, seconds: number) => ({ roomId, clientMessageId: newKey(), seconds })
const message = (roomId: RoomId, text: string) => ({ roomId, clientMessageId: newKey(), text })
const last = (client: WireClient, roomId: RoomId) => client.heard.get(roomId)?.at(-1)

test('[R6] [R7] slow mode holds on each worker, is told live and when joining or resuming, and to moderators it is nothing', async () => {
  using mira = await guest(cluster.url, on(0))
  using tom = await guest(cluster.url, on(0))
  using tomToo = await connect(cluster.url, tom, on(1))
  using op = await connect(cluster.url, await signIn(cluster.url, 'register', operator), on(1))
  const roomId = await mira.newRoom()
  for (const client of [tom, op]) await client.join(roomId)
  const first = await tomToo.join(roomId)
  expect(first.slowMode).toEqual({ seconds: 0, waitMs: 0 })
  expect(await tom.refused('room:slow-mode', slow(roomId, 30))).toMatchObject({ code: 'not_a_moderator' })

  const command = slow(roomId, 30)
  const receipt = await mira.ok('room:slow-mode', command)
  expect(await mira.ok('room:slow-mode', command)).toEqual({ ...receipt, duplicate: true })
  const entry = { kind: 'slow-mode-changed', seconds: 30, sender: { userId: mira.account.userId } }
  for (const client of [tom, tomToo])
    await eventually(() => expect(last(client, roomId)).toMatchObject(entry))

  const one = message(roomId, 'one')
  const [answer] = [await tom.ok('message:send', one)]
  const two = message(roomId, 'two')
  const refused = await tomToo.refused('message:send', two)
  expect(refused).toMatchObject({ code: 'slow_mode', retryable: true })
  expect(refused.retryAfterMs).toBeGreaterThan(20_000)
  expect(refused.retryAfterMs).toBeLessThanOrEqual(30_000)
  // What was acked is acked, wherever it is asked for again.
  expect(await tomToo.ok('message:send', one)).toEqual({ ...answer, duplicate: true })
  for (const moderator of [mira, op, mira, op]) await moderator.send(roomId, 'at any time')

  for (const joined of [await tom.join(roomId), await tomToo.join(roomId, positionAt(first, -1))]) {
    expect(joined.slowMode.seconds).toBe(30)
    expect(joined.slowMode.waitMs).toBeGreaterThan(20_000)
  }
  await op.ok('room:slow-mode', slow(roomId, 0))
  await tomToo.ok('message:send', two)
  await eventually(() => expect(tom.texts(roomId)).toEqual(['one', ...Array(4).fill('at any time'), 'two']))
})

test('[R7] of what one person sends at once over both workers one message is taken', async () => {
  using mira = await guest(cluster.url, on(0))
  using tom = await guest(cluster.url, on(0))
  using tomToo = await connect(cluster.url, tom, on(1))
  const roomId = await mira.newRoom()
  await tom.join(roomId)
  await mira.ok('room:slow-mode', slow(roomId, 60))
  const asked = Array.from({ length: 20 }, (_, index) =>
    (index % 2 === 0 ? tom : tomToo).ask('message:send', message(roomId, `${index}`)),
  )
  const answers = (await Promise.all(asked)).map(each => (each.ok ? 'ok' : each.code))
  expect(answers.toSorted()).toEqual(['ok', ...Array(19).fill('slow_mode')])
  await mira.send(roomId, 'the end')
  await eventually(() => expect(tom.texts(roomId)).toHaveLength(2))
})

test('[J8] of what one wants to be told in a room is told to all connections of the person, and to nobody else', async () => {
  using ann = await guest(cluster.url, on(0))
  using annToo = await connect(cluster.url, ann, on(1))
  using bob = await guest(cluster.url, on(1))
  const roomId = await ann.newRoom()
  expect(await bob.refused('room:notify', { roomId, level: 'none' })).toMatchObject({ code: 'not_a_member' })
  await bob.join(roomId)
  expect((await annToo.join(roomId)).notifyLevel).toBe('mentions')
  await ann.ok('room:notify', { roomId, level: 'none' })
  await eventually(() => expect(annToo.levels).toEqual([{ roomId, level: 'none' }]))
  expect(await annToo.join(roomId)).toMatchObject({ notifyLevel: 'none' })
  expect(await bob.join(roomId)).toMatchObject({ notifyLevel: 'mentions' })
  await annToo.ok('room:notify', { roomId, level: 'all' })
  await eventually(() => expect(ann.levels).toEqual([{ roomId, level: 'all' }]))
  expect(bob.levels).toEqual([])
})
