import {
  type LogPage,
  PAGE_MAX_BYTES,
  parseSeq,
  RECEIPT_TTL_SECONDS,
  type Seq,
  TEXT_MAX_BYTES,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { parseBatch } from '../../apps/server/src/redis/log-replies.js'
import { eventually } from '../support/eventually.js'
import { startRedis } from '../support/redis-sandbox.js'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')

async function roomOf(stores: Awaited<ReturnType<typeof connectStores>>, name = 'room') {
  const { roomId } = await stores.rooms.create(name, name, ann)
  await stores.rooms.join(roomId, ann)
  return roomId
}

test('[M1] what is appended at once is in the log in that order, in few calls of the script', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  await stores.redis.config('RESETSTAT')
  const receipts = await Promise.all(
    Array.from({ length: 900 }, (_, index) => stores.log.append(draft(roomId, ann, `n${index}`))),
  )
  expect(receipts.map(({ seq }) => Number(seq))).toEqual(receipts.map((_, index) => index + 2))
  const calls = (await stores.redis.info('commandstats')).matchAll(/cmdstat_evalsha:calls=(\d+)/g)
  expect([...calls].reduce((sum, [, count]) => sum + Number(count), 0)).toBeLessThanOrEqual(11)
  const stored = await stores.redis.xrange(stores.keys.log(roomId), '-', '+')
  expect(stored.map(([id]) => id)).toEqual(stored.map((_, index) => `${index + 1}-0`))
  expect(JSON.parse(stored.at(-1)?.[1][3] ?? '')).toMatchObject({
    seq: 901,
    kind: 'message',
    text: 'n899',
    sender: ann,
  })
})

test('[M7] what is published says where it belongs, and holds what the log holds', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  const heard: string[] = []
  await stores.connections.channels.subscribe(stores.keys.feed(roomId), {
    message: message => void heard.push(message),
    resumed: () => undefined,
  })
  const texts = ['one', 'two\nlines', 'Größe "quoted" \u0000 \u2028', 'x'.repeat(TEXT_MAX_BYTES)]
  await Promise.all(texts.map(text => stores.log.append(draft(roomId, ann, text))))
  await eventually(() => expect(heard.map(message => parseBatch(message).head.seq).at(-1)).toBe(5))
  const batches = heard.map(parseBatch)
  const page = await stores.log.resume({ user: ann, moderatesAll: false }, { roomId })
  expect(batches.flatMap(({ entries }) => entries)).toEqual(page.entries.slice(1))
  for (const { firstSeq, midBefore, head, entries, epoch } of batches) {
    expect(epoch).toBe(page.epoch)
    expect(firstSeq).toBe(entries[0]?.seq)
    expect(head).toEqual({ epoch, seq: entries.at(-1)?.seq, mid: entries.at(-1)?.mid })
    expect(midBefore).toBe(page.entries[firstSeq - 2]?.mid)
  }
})

test('[M3] a receipt lasts its time; within a batch and after it the same key is one message', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  await stores.rooms.join(roomId, bob)
  const key = 'the-same-key'
  const [first, second, conflict, others] = await Promise.allSettled([
    stores.log.append(draft(roomId, ann, 'hello', key)),
    stores.log.append(draft(roomId, ann, 'hello', key)),
    stores.log.append(draft(roomId, ann, 'other', key)),
    stores.log.append(draft(roomId, bob, 'hello', key)),
  ])
  expect(first).toMatchObject({ value: { seq: 3, duplicate: false } })
  expect(second).toMatchObject({ value: { seq: 3, duplicate: true } })
  expect(conflict).toMatchObject({ reason: { code: 'conflict' } })
  expect(others).toMatchObject({ value: { seq: 4, duplicate: false } })
  const ttl = await stores.redis.ttl(
    stores.keys.receipt(roomId, ann.userId, draft(roomId, ann, '', key).clientMessageId),
  )
  expect(ttl).toBeGreaterThan(RECEIPT_TTL_SECONDS - 60)
  expect(ttl).toBeLessThanOrEqual(RECEIPT_TTL_SECONDS)
})

test('[M8] one who is no member is refused alone, among others of the same batch', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  const outcomes = await Promise.all([
    codeOf(stores.log.append(draft(roomId, ann, 'first'))),
    codeOf(stores.log.append(draft(roomId, bob, 'let me in'))),
    codeOf(stores.log.append(draft(roomId, ann, 'second'))),
  ])
  expect(outcomes).toEqual(['accepted', 'not_a_member', 'accepted'])
  expect((await stores.log.head(roomId)).seq).toBe(3)
})

test('[M5] of many rooms those are told whose head is another, and a lost head among them gets a new epoch', async () => {
  const stores = await connectStores()
  const roomIds = []
  for (let count = 0; count < 250; count += 1) roomIds.push(await roomOf(stores, `room ${count}`))
  const known = new Map(
    await Promise.all(roomIds.map(async roomId => [roomId, await stores.log.head(roomId)] as const)),
  )
  const heads = async () => {
    const parts = await Promise.all(stores.log.headsOtherThan(known))
    return new Map(parts.flatMap(part => [...part]))
  }
  expect([...(await heads())]).toEqual([])

  const [first, , third, ...rest] = roomIds
  const last = rest.at(-1)
  if (!first || !third || !last) throw new Error('no rooms')
  const written = await stores.log.append(draft(first, ann, 'news'))
  await stores.redis.del(stores.keys.head(third))
  await stores.redis.hset(stores.keys.head(last), 'mid', 'of another past')
  const others = await heads()
  expect([...others.keys()].sort()).toEqual([first, third, last].sort())
  expect(others.get(first)).toEqual({ epoch: written.epoch, seq: written.seq, mid: written.mid })
  expect(others.get(third)).toMatchObject({ seq: known.get(third)?.seq, mid: known.get(third)?.mid })
  expect(others.get(third)?.epoch).not.toBe(known.get(third)?.epoch)
  expect(others.get(last)).toMatchObject({ seq: known.get(last)?.seq, mid: 'of another past' })
})

test('[J2] a lost head is found again in the log, under a new epoch', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  const before = await stores.log.append(draft(roomId, ann, 'before'))
  await stores.redis.del(stores.keys.head(roomId))
  const head = await stores.log.head(roomId)
  expect(head).toMatchObject({ seq: before.seq, mid: before.mid })
  expect(head.epoch).not.toBe(before.epoch)
  const after = await stores.log.append(draft(roomId, ann, 'after'))
  expect(after).toMatchObject({ seq: before.seq + 1, epoch: head.epoch })
  const position = { epoch: before.epoch, seq: before.seq, mid: before.mid }
  expect(await stores.log.resume({ user: ann, moderatesAll: false }, { roomId, position })).toMatchObject({
    resync: 'epoch',
    headSeq: 3,
  })
})

test('[J2] a lost log starts anew under a new epoch, and a key of the old one is a new message', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  const message = draft(roomId, ann, 'said once')
  const before = await stores.log.append(message)
  await stores.redis.del(stores.keys.log(roomId))
  const after = await stores.log.append(message)
  expect(after).toMatchObject({ seq: 1, duplicate: false })
  expect(after.epoch).not.toBe(before.epoch)
  const refused = stores.log.page(ann.userId, { roomId, epoch: before.epoch, after: parseSeq(0), limit: 10 })
  expect(await codeOf(refused)).toBe('epoch_changed')
  expect(await stores.log.append(message)).toEqual({ ...after, duplicate: true })
})

test('[J3] a page of large entries ends before it is too large, and reading on gets the rest, both ways', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  // As JSON, six times as large.
  const text = '\u0001'.repeat(TEXT_MAX_BYTES)
  await Promise.all(Array.from({ length: 30 }, () => stores.log.append(draft(roomId, ann, text))))
  const first = await stores.log.resume({ user: ann, moderatesAll: false }, { roomId })
  const { epoch } = first
  const isBounded = ({ entries }: LogPage) => JSON.stringify(entries).length < PAGE_MAX_BYTES + 1_000
  const seqs = ({ entries }: LogPage) => entries.map(({ seq }) => Number(seq))
  expect(isBounded(first)).toBe(true)
  expect(first.entries.at(-1)?.seq).toBe(31)

  const backwards = seqs(first)
  const forwards: number[] = []
  const read = (cursor: { before: Seq } | { after: Seq }) =>
    stores.log.page(ann.userId, { roomId, epoch, limit: 200, ...cursor })
  while ((backwards[0] ?? 0) > 1) {
    const page = await read({ before: parseSeq(backwards[0] ?? 0) })
    expect(isBounded(page)).toBe(true)
    backwards.unshift(...seqs(page))
  }
  while ((forwards.at(-1) ?? 0) < 31)
    forwards.push(...seqs(await read({ after: parseSeq(forwards.at(-1) ?? 0) })))
  const all = Array.from({ length: 31 }, (_, index) => index + 1)
  expect([backwards, forwards]).toEqual([all, all])

  const position = { epoch, seq: parseSeq(0) }
  expect(seqs(await stores.log.resume({ user: ann, moderatesAll: false }, { roomId, position }))).toEqual([
    1, 2, 3, 4, 5, 6,
  ])
  const { page, head } = await stores.log.readAfter(roomId, { epoch, seq: parseSeq(0), mid: '' })
  expect(head).toEqual({ epoch, seq: page.entries.at(-1)?.seq, mid: page.entries.at(-1)?.mid })
  expect(head.seq).toBeLessThan(page.headSeq)
})

test('[M6] a script cache that is emptied again and again costs no message and no order', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  const sending: Promise<{ seq: number }>[] = []
  for (let round = 0; round < 30; round += 1) {
    for (let count = 0; count < 5; count += 1)
      sending.push(stores.log.append(draft(roomId, ann, `${round}.${count}`)))
    await stores.redis.script('FLUSH')
  }
  expect((await Promise.all(sending)).map(({ seq }) => seq)).toEqual(sending.map((_, index) => index + 2))
})

test('[E4] when the script fails, all who went with it are told unavailable, and the next are served', async () => {
  const stores = await connectStores()
  const roomId = await roomOf(stores)
  const members = stores.keys.members(roomId)
  await stores.redis.rename(members, `${members}-away`)
  await stores.redis.set(members, 'not a set')
  const outcomes = await Promise.all(
    Array.from({ length: 150 }, (_, index) => codeOf(stores.log.append(draft(roomId, ann, `${index}`)))),
  )
  expect(new Set(outcomes)).toEqual(new Set(['unavailable']))
  await stores.redis.rename(`${members}-away`, members)
  expect(await codeOf(stores.log.append(draft(roomId, ann, 'again')))).toBe('accepted')
  expect(stores.log.waiting()).toBe(0)
})

test('[E4] while Redis hangs, a bounded number of messages waits, the rest is told overloaded, and all get an answer', async () => {
  await using redis = await startRedis({ appendOnly: false })
  const stores = await connectStores({ url: redis.url })
  const roomId = await roomOf(stores)
  redis.pause()
  const outcomes = Array.from({ length: 1_101 }, (_, index) =>
    codeOf(stores.log.append(draft(roomId, ann, `${index}`))),
  )
  expect(await Promise.all(outcomes.slice(1_000))).toEqual(outcomes.slice(1_000).map(() => 'overloaded'))
  expect(await outcomes[0]).toBe('unavailable')
  redis.resume()
  const rest = new Set(await Promise.all(outcomes.slice(1, 1_000)))
  rest.delete('unavailable')
  expect(rest).toEqual(new Set(['accepted']))
})

test('[E4] what is sent while Redis is away is in the log the moment it is back, in order', async () => {
  await using redis = await startRedis()
  const stores = await connectStores({ url: redis.url })
  const roomId = await roomOf(stores)
  await redis.kill9()
  await eventually(() => expect(stores.connections.library.commands.status).not.toBe('ready'))
  const outcomes = ['one', 'two', 'three'].map(text => stores.log.append(draft(roomId, ann, text)))
  await redis.start()
  expect((await Promise.all(outcomes)).map(({ seq }) => seq)).toEqual([2, 3, 4])
})

test('[E4] while Redis stays away, all who wait in a room are told unavailable together', async () => {
  await using redis = await startRedis()
  const stores = await connectStores({ url: redis.url })
  const roomId = await roomOf(stores)
  await redis.kill9()
  await eventually(() => expect(stores.connections.library.commands.status).not.toBe('ready'))
  const outcomes = Array.from({ length: 250 }, (_, index) =>
    codeOf(stores.log.append(draft(roomId, ann, `${index}`))),
  )
  const startedAt = performance.now()
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['unavailable']))
  const tookMs = performance.now() - startedAt
  expect(tookMs).toBeGreaterThan(1_900)
  expect(tookMs).toBeLessThan(3_900)
  expect(stores.log.waiting()).toBe(0)
})
