// Many who come into one room at once: what each of them is told of the others.

import { PRESENCE_LIST_MAX } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { openRaw, type RawEngine } from '../support/raw-engine.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, signInGuest, type WireClient } from '../support/wire-client.js'

const PEOPLE = 2 * PRESENCE_LIST_MAX
const AT_ONCE = 20
/** One change that only tells the count. */
const COUNT_BYTES = 100
/** A user in a list, with id and name. */
const USER_BYTES = 100

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
})
afterAll(() => cluster[Symbol.asyncDispose]())

function presenceOf({ frames }: RawEngine): string[] {
  return frames.filter(frame => frame.startsWith('42["presence:changed"'))
}

test('[P2] a join storm costs each member a list of 200 at most, and then a count a second', async () => {
  using ann = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const people: RawEngine[] = []
  const startedAt = performance.now()
  while (people.length < PEOPLE) {
    const some = Array.from({ length: AT_ONCE }, async () => {
      const { cookie } = await signInGuest(cluster.url)
      const raw = await openRaw(cluster.url, { cookie })
      await raw.command('room:join', { roomId })
      return raw
    })
    people.push(...(await Promise.all(some)))
  }
  const [first] = people
  if (first === undefined) throw new Error('nobody came')
  await eventually(() => expect(presenceOf(first).at(-1)).toContain(`"count":${PEOPLE + 1},`))
  const seconds = Math.ceil((performance.now() - startedAt) / 1_000) + 1

  for (const person of people) {
    const changes = presenceOf(person)
    const bytes = changes.reduce((sum, change) => sum + change.length, 0)
    expect(changes.length).toBeLessThanOrEqual(seconds)
    expect(bytes).toBeLessThanOrEqual(seconds * COUNT_BYTES + PRESENCE_LIST_MAX * USER_BYTES)
  }
  for (const person of people) person[Symbol.dispose]()
})

test('[P3] in a large room a worker tells of one user a second who types, however many do', async () => {
  await using alone = await startCluster({ workers: 1 })
  using ann = await guest(alone.url)
  const roomId = await ann.newRoom()
  const people: WireClient[] = []
  while (people.length < 120)
    people.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => guest(alone.url)))))
  await Promise.all(people.map(person => person.join(roomId)))
  const startedAt = performance.now()
  // What is told may be lost, as while those who have come are still told of.
  await eventually(
    async () => {
      await Promise.all(people.map(person => person.ok('typing:set', { roomId, typing: true })))
      expect(ann.typing.length).toBeGreaterThan(0)
    },
    { withinMs: 20_000, everyMs: 1_000 },
  )
  const seconds = Math.ceil((performance.now() - startedAt) / 1_000)
  expect(ann.typing.length).toBeLessThanOrEqual(seconds)
  for (const person of people) person.close()
})
