// Joining, resuming, history and read marks through two workers.

import { type LogPage, PAGE_MAX_ENTRIES, type Position, parseSeq, type RoomId } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, positionAt, someName, textsOf, type WireClient } from '../support/wire-client.js'

const ROOM_LOG_ENTRIES = 1_000
let cluster: Cluster
let workers: string[]
beforeAll(async () => {
  cluster = await startCluster({ workers: 2, env: { ROOM_LOG_ENTRIES: String(ROOM_LOG_ENTRIES) } })
  workers = cluster.workers().map(({ id }) => id)
})
afterAll(() => cluster[Symbol.asyncDispose]())

const worker = (index: number) => workers[index] ?? ''
const keyOf = (roomId: RoomId, part: string) => `hubbub:{r:${roomId}}:${part}`
const texts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `n${from + index}`)
const seqs = ({ entries }: LogPage) => entries.map(({ seq }) => Number(seq))
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** A new room whose log holds the joining of its maker at seq 1 and so many messages after it. */
async function roomWith(ann: WireClient, messages: number): Promise<RoomId> {
  const roomId = await ann.newRoom()
  await Promise.all(texts(1, messages).map(text => ann.send(roomId, text)))
  return roomId
}

test('[J1] who joins an empty room is told its epoch and that there is nothing before the joining', async () => {
  using ann = await guest(cluster.url)
  const { roomId } = await ann.ok('room:create', { name: someName('empty') })
  const joined = await ann.join(roomId)
  expect(joined).toMatchObject({ resync: null, oldestSeq: 1, headSeq: 1, readSeq: 1, presence: { count: 1 } })
  expect(joined.entries.map(({ kind }) => kind)).toEqual(['member-joined'])
  expect(joined.room).toMatchObject({ roomId, memberCount: 1 })
})

test('[J1] of the entries written while somebody joins none is missing, in the answer or heard after it', async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  const roomId = await ann.newRoom()
  let isWriting = true
  const writing = (async () => {
    let count = 0
    for (; isWriting; count += 1) await ann.send(roomId, `n${count}`)
    return count
  })()

  const joiners = await Promise.all(range(1, 6).map(() => guest(cluster.url, { worker: worker(1) })))
  const pages: LogPage[] = []
  for (const joiner of joiners) {
    pages.push(await joiner.join(roomId))
    await joiner.ok('room:leave', { roomId })
    pages.push(await joiner.join(roomId))
  }
  isWriting = false
  const head = (await writing) + 1 + joiners.length * 3

  for (const [index, joiner] of joiners.entries()) {
    const page = pages[2 * index + 1]
    if (page === undefined) throw new Error('nobody joined')
    await eventually(() => {
      const known = new Set([
        ...seqs(page),
        ...(joiner.heard.get(roomId) ?? []).map(({ seq }) => Number(seq)),
      ])
      expect(range(seqs(page)[0] ?? 0, head).filter(seq => !known.has(seq))).toEqual([])
    })
    joiner.close()
  }
})

test('[J2] who resumes gets exactly what is missing, from any place, on any worker', async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  const roomId = await roomWith(ann, 20)
  const all = await ann.join(roomId)
  using elsewhere = await connect(cluster.url, ann, { worker: worker(1) })
  for (const index of range(0, 20)) {
    const position = positionAt(all, index)
    const resumed = await elsewhere.join(roomId, position)
    expect(resumed).toMatchObject({ resync: null, headSeq: 21 })
    expect(seqs(resumed)).toEqual(range(position.seq + 1, 21))
  }
  const fromStart = await elsewhere.join(roomId, { epoch: all.epoch, seq: parseSeq(0) })
  expect(fromStart.resync).toBe(null)
  expect(fromStart.entries).toEqual(all.entries)
})

test('[J2] who misses more than a page resumes with the oldest of it and reads on to the head', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomWith(ann, 450)
  const { epoch } = await ann.join(roomId)
  let page: LogPage = await ann.join(roomId, { epoch, seq: parseSeq(0) })
  expect(seqs(page)).toEqual(range(1, PAGE_MAX_ENTRIES))
  const read = seqs(page)
  while (Number(read.at(-1)) < page.headSeq) {
    page = await ann.ok('room:history', {
      roomId,
      epoch,
      after: parseSeq(read.at(-1) ?? 0),
      limit: PAGE_MAX_ENTRIES,
    })
    read.push(...seqs(page))
  }
  expect(read).toEqual(range(1, 451))
})

test('[J2] a position that is of no use is answered with the reason and the newest page', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomWith(ann, 100)
  const newest = await ann.join(roomId)
  const known = positionAt(newest, -2)
  const other = positionAt(newest, -3)
  const useless: [string, Position][] = [
    ['future', { ...known, seq: parseSeq(102) }],
    ['future', { ...known, seq: parseSeq(Number.MAX_SAFE_INTEGER) }],
    ['diverged', { ...other, seq: known.seq }],
    ['epoch', { ...known, epoch: (await ann.join(await ann.newRoom())).epoch }],
  ]
  for (const [reason, position] of useless) {
    const { resync, entries, headSeq } = await ann.join(roomId, position)
    expect({ resync, headSeq, entries }).toEqual({ resync: reason, headSeq: 101, entries: newest.entries })
  }
})

test('[J2] when a log is lost, its followers are told, and resuming starts them anew', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomWith(ann, 3)
  const before = await ann.join(roomId)
  await cluster.redis.redis.del(keyOf(roomId, 'log'))
  await ann.send(roomId, 'the first of a new log')
  await eventually(() => expect(ann.resyncs).toContainEqual({ roomId, reason: 'epoch' }))
  const after = await ann.join(roomId, positionAt(before, -1))
  expect(after).toMatchObject({ resync: 'epoch', headSeq: 1, oldestSeq: 1 })
  expect(after.epoch).not.toBe(before.epoch)
  expect(textsOf(after.entries)).toEqual(['the first of a new log'])
})

test('[J3] history read backwards and forwards while others write has no gap and no repeat', async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  using bob = await guest(cluster.url, { worker: worker(1) })
  const roomId = await roomWith(ann, 300)
  const { epoch } = await bob.join(roomId)
  let isWriting = true
  const writing = (async () => {
    for (let count = 0; isWriting; count += 1) await ann.send(roomId, `later ${count}`)
  })()

  const backwards: number[] = []
  for (let before = 251; before > 1; before = backwards[0] ?? 0) {
    backwards.unshift(
      ...seqs(await bob.ok('room:history', { roomId, epoch, before: parseSeq(before), limit: 70 })),
    )
  }
  const forwards: number[] = []
  while ((forwards.at(-1) ?? 0) < 250) {
    const after = parseSeq(forwards.at(-1) ?? 0)
    forwards.push(...seqs(await bob.ok('room:history', { roomId, epoch, after, limit: 33 })))
  }
  isWriting = false
  await writing
  expect(backwards).toEqual(range(1, 250))
  expect(forwards).toEqual(range(1, forwards.length))
})

test('[J3] history before the first and after the last entry is an empty page, and of another epoch a refusal', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomWith(ann, 2)
  const { epoch } = await ann.join(roomId)
  const last = parseSeq(Number.MAX_SAFE_INTEGER)
  for (const request of [
    { before: parseSeq(0) },
    { before: parseSeq(1) },
    { after: parseSeq(3) },
    { after: last },
  ]) {
    const page = await ann.ok('room:history', { roomId, epoch, limit: 5, ...request })
    expect(page).toEqual({ epoch, entries: [], headSeq: 3, oldestSeq: 1 })
  }
  expect(seqs(await ann.ok('room:history', { roomId, epoch, limit: 2, before: last }))).toEqual([2, 3])
  const { epoch: otherEpoch } = await ann.join(await ann.newRoom())
  expect(
    await ann.refused('room:history', { roomId, epoch: otherEpoch, limit: 5, after: parseSeq(0) }),
  ).toMatchObject({ code: 'epoch_changed', retryable: false })
})

test('[J4] of a room that outgrew its log the newest entries are kept, and what was trimmed is said', async () => {
  using ann = await guest(cluster.url)
  const roomId = await roomWith(ann, 5)
  const early = await ann.join(roomId)
  for (let part = 0; part < 3; part += 1) await Promise.all(texts(1, 500).map(text => ann.send(roomId, text)))

  const joined = await ann.join(roomId)
  expect(joined.oldestSeq).toBeGreaterThan(1)
  expect(joined.headSeq - joined.oldestSeq + 1).toBeGreaterThanOrEqual(ROOM_LOG_ENTRIES)
  const { epoch, oldestSeq } = joined
  const oldest = await ann.ok('room:history', { roomId, epoch, after: parseSeq(0), limit: 1 })
  expect(seqs(oldest)).toEqual([oldestSeq])
  expect((await ann.ok('room:history', { roomId, epoch, before: oldestSeq, limit: 5 })).entries).toEqual([])

  for (const position of [positionAt(early, -1), { epoch, seq: parseSeq(0) }]) {
    const resumed = await ann.join(roomId, position)
    expect(resumed).toMatchObject({ resync: 'trimmed', entries: joined.entries })
  }
  const stillKept = await ann.join(roomId, positionAt(oldest, 0))
  expect(stillKept).toMatchObject({ resync: null })
  expect(stillKept.entries[0]?.seq).toBe(oldestSeq + 1)
})

test("[J5] a read mark moves forward, or back where that is wanted, within the log, and reaches the user's other connections alone", async () => {
  using ann = await guest(cluster.url, { worker: worker(0) })
  using bob = await guest(cluster.url)
  const roomId = await roomWith(ann, 9)
  await bob.join(roomId)
  using phone = await connect(cluster.url, ann, { worker: worker(1) })
  const marked: number[] = []
  for (const seq of [4, 2, 7, 7, 0, 1_000]) {
    await ann.ok('read:mark', { roomId, seq: parseSeq(seq) })
    marked.push((await phone.join(roomId)).readSeq)
  }
  expect(marked).toEqual([4, 4, 7, 7, 7, 11])
  await eventually(() => expect(phone.marks.at(-1)).toEqual({ roomId, seq: 11 }))
  expect(phone.marks.map(({ seq }) => Number(seq))).toEqual([...marked].sort((a, b) => a - b))
  expect(ann.marks).toEqual([])
  expect(bob.marks).toEqual([])

  // What the user wants to read once more.
  await ann.ok('read:mark', { roomId, seq: parseSeq(5), back: true })
  await eventually(() => expect(phone.marks.at(-1)).toEqual({ roomId, seq: 5, back: true }))
  expect((await phone.join(roomId)).readSeq).toBe(5)
})

test('[E2] a position without its fingerprint is refused and makes nobody a member', async () => {
  using ann = await guest(cluster.url)
  using bob = await guest(cluster.url)
  const roomId = await ann.newRoom()
  const { epoch } = await ann.join(roomId)
  const position = { epoch, seq: parseSeq(1) }
  expect(await bob.refused('room:join', { roomId, position })).toMatchObject({ code: 'bad_request' })
  const { mine } = await bob.ok('rooms:list', {})
  expect(mine.map(room => room.roomId)).not.toContain(roomId)
  expect(await ann.refused('room:join', { roomId, position })).toMatchObject({ code: 'bad_request' })
  await ann.send(roomId, 'still following')
  await eventually(() => expect(ann.texts(roomId)).toEqual(['still following']))
  expect((await ann.join(roomId)).headSeq).toBe(2)
})

test('[M8] who leaves a room on one connection hears nothing more of it on the others, on any worker', async () => {
  using ann = await guest(cluster.url)
  using bob = await guest(cluster.url, { worker: worker(0) })
  using sameWorker = await connect(cluster.url, bob, { worker: worker(0) })
  using otherWorker = await connect(cluster.url, bob, { worker: worker(1) })
  const roomId = await ann.newRoom()
  await ann.join(roomId)
  const others = [sameWorker, otherWorker]
  for (const connection of [bob, ...others]) await connection.join(roomId)
  await eventually(() => expect(ann.presence.at(-1)).toMatchObject({ roomId, count: 2 }))
  await bob.ok('room:leave', { roomId })
  await eventually(() => {
    for (const { facts } of others) expect(facts).toContain('rooms:changed')
    expect(ann.presence.at(-1)).toMatchObject({ roomId, delta: { left: [bob.account.userId] } })
  })

  await ann.send(roomId, 'he is gone')
  await ann.ok('typing:set', { roomId, typing: true })
  // What was sent before is there before an answer that was asked for after it.
  await eventually(() => expect(ann.texts(roomId)).toEqual(['he is gone']))
  for (const connection of others) {
    await connection.newRoom()
    expect(connection.texts(roomId)).toEqual([])
    expect(connection.typing).toEqual([])
  }
})

test('[J2] resuming does not make a member again of somebody who has left on another connection', async () => {
  using ann = await guest(cluster.url)
  const { roomId } = await ann.ok('room:create', { name: someName('room') })
  const { epoch, entries } = await ann.join(roomId)
  const last = entries.at(-1)
  if (!last) throw new Error('an entry was expected')
  await ann.ok('room:leave', { roomId })
  const position = { epoch, seq: last.seq, mid: last.mid }
  expect(await ann.refused('room:join', { roomId, position })).toMatchObject({ code: 'not_a_member' })
  expect((await ann.ok('rooms:list', {})).mine.map(room => room.roomId)).not.toContain(roomId)
})
