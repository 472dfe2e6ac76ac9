// Looking for words in a room, through two workers.

import { type Position, parseRoomId, parseSeq, SEARCH_MAX_ENTRIES, SEARCH_MAX_FOUND } from '@hubbub/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { sendFile } from '../support/send-file.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { guest, newKey, type WireClient } from '../support/wire-client.js'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ workers: 2 })
})
afterAll(() => cluster[Symbol.asyncDispose]())

const END = parseSeq(Number.MAX_SAFE_INTEGER)

/** A new room, and a search of all of its log. */
async function roomOf(ann: WireClient) {
  const roomId = await ann.newRoom()
  const { epoch } = await ann.join(roomId)
  return { roomId, all: { roomId, epoch, before: END } }
}

test('[J7] a member finds what was said before they came, on another worker, and goes back stretch by stretch', async () => {
  using ann = await guest(cluster.url)
  const { roomId, all } = await roomOf(ann)
  await ann.send(roomId, 'The Needle')
  // As many as may wait in one room, and again.
  for (let sent = 0; sent < SEARCH_MAX_ENTRIES; sent += 500)
    await Promise.all(Array.from({ length: 500 }, (_, n) => ann.send(roomId, `hay ${sent + n}`)))
  const other = cluster.workers().find(({ id }) => id !== ann.welcome.worker)
  using bob = await guest(cluster.url, { worker: other?.id ?? '' })
  await bob.join(roomId)
  const first = await bob.ok('room:search', { ...all, query: 'needle' })
  expect(first).toMatchObject({ found: [], changed: [], oldestSeq: 1 })
  const second = await bob.ok('room:search', { ...all, before: first.searchedTo, query: 'needle' })
  const { name } = ann.account
  expect(second.found).toMatchObject([{ kind: 'message', text: 'The Needle', sender: { name } }])
  expect(second.searchedTo).toBe(1)
})

test('[J7] [C3] a changed message is found by its new text, and a deleted one not at all', async () => {
  using ann = await guest(cluster.url)
  const { roomId, all } = await roomOf(ann)
  const [changed, deleted] = [await ann.send(roomId, 'old secret'), await ann.send(roomId, 'new secret')]
  const change = (message: { seq: Position['seq']; mid: typeof changed.mid }, text: string | null) =>
    ann.ok('message:change', {
      ...{ roomId, clientMessageId: newKey(), text },
      ...{ seq: message.seq, mid: message.mid },
    })
  await change(changed, 'new words')
  await change(deleted, 'newest secret')
  await change(deleted, null)
  const { found, changed: about } = await ann.ok('room:search', { ...all, query: 'new' })
  expect(found).toMatchObject([
    { kind: 'message-changed', text: 'new words', target: changed.mid, targetSeq: changed.seq },
  ])
  expect(about).toEqual([deleted.mid, changed.mid])
  expect(await ann.ok('room:search', { ...all, query: 'secret' })).toMatchObject({ found: [] })
})

test('[J7] a message is found by the name of a file it carries, and no more once it is deleted', async () => {
  using ann = await guest(cluster.url)
  const { roomId, all } = await roomOf(ann)
  const file = await sendFile(cluster.url, ann, roomId, { name: 'Trip to the Lake.pdf' })
  const command = { roomId, clientMessageId: newKey(), text: '', fileIds: [file.fileId] }
  const { seq, mid } = await ann.ok('message:send', command)
  const found = await ann.ok('room:search', { ...all, query: 'lake pdf' })
  expect(found.found).toMatchObject([{ mid, text: '', files: [file] }])
  const change = (text: string | null) =>
    ann.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text })
  await change('what a "day", "text":')
  for (const query of ['lake pdf', 'day', 'lake day'])
    expect((await ann.ok('room:search', { ...all, query })).found).toMatchObject([
      { kind: 'message-changed', target: mid, text: 'what a "day", "text":', files: [file] },
    ])
  await change('another day')
  await change(null)
  for (const query of ['lake pdf', 'day'])
    expect(await ann.ok('room:search', { ...all, query })).toMatchObject({ found: [] })
  const { entries } = await ann.join(roomId)
  expect(JSON.stringify(entries)).not.toContain(file.fileId)
})

test('[J10] what somebody wrote is found by their name, also once they are gone, and what a webhook wrote by either of its names', async () => {
  const name = `Zoë ${newKey().slice(0, 8)}`
  using ann = await guest(cluster.url)
  const { roomId, all } = await roomOf(ann)
  const zoe = await guest(cluster.url, { name })
  await zoe.join(roomId)
  const { seq, mid } = await zoe.send(roomId, 'tea')
  await zoe.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text: 'more tea' })
  await zoe.ok('room:leave', { roomId })
  zoe.close()
  await ann.send(roomId, 'no tea')
  const { path } = await ann.ok('webhook:create', { roomId, clientMessageId: newKey(), name: 'Build' })
  const posted = await fetch(cluster.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'tea is built', username: 'Night shift' }),
  })
  expect(posted.status).toBe(200)
  const found = async (filters: object) => {
    const answer = await ann.ok('room:search', { ...all, query: '', ...filters })
    return answer.found.map(({ text }) => text)
  }
  expect(await found({ from: 'zoe' })).toEqual(['more tea'])
  expect(await found({ from: name.toUpperCase() })).toEqual(['more tea'])
  for (const from of ['build', 'night SHIFT']) expect(await found({ from })).toEqual(['tea is built'])
  expect(await found({ from: 'zo' })).toEqual([])
  expect(await found({ fromMe: true })).toEqual(['no tea'])
  expect(await found({ fromMe: true, query: 'coffee' })).toEqual([])
})

test('[J10] a search goes back no further than it is asked to, and finds nothing that is deleted', async () => {
  using ann = await guest(cluster.url)
  const { roomId, all } = await roomOf(ann)
  const early = await Promise.all(
    Array.from({ length: SEARCH_MAX_ENTRIES / 4 }, (_, n) => ann.send(roomId, `early ${n}`)),
  )
  const until = Math.max(...early.map(({ sentAt }) => sentAt)) + 1
  await eventually(() => expect(Date.now()).toBeGreaterThan(until))
  const [late, deleted] = [await ann.send(roomId, 'see http://x.example'), await ann.send(roomId, 'gone')]
  const { seq, mid } = deleted
  await ann.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text: null })
  const since = await ann.ok('room:search', { ...all, query: '', since: until })
  expect(since.found.map(({ mid }) => mid)).toEqual([late.mid])
  expect(since.searchedTo).toBe(since.oldestSeq)
  const before = await ann.ok('room:search', { ...all, query: 'early', until })
  expect(before.found).toHaveLength(SEARCH_MAX_FOUND)
  expect(before.found[0]?.text).toMatch(/^early/)
  const links = await ann.ok('room:search', { ...all, query: '', has: ['link'] })
  expect(links.found.map(({ mid }) => mid)).toEqual([late.mid])
})

test('[M8] who is no member finds nothing, and cannot tell a room that exists from one that does not', async () => {
  using ann = await guest(cluster.url)
  using eve = await guest(cluster.url)
  const { roomId, all } = await roomOf(ann)
  await ann.send(roomId, 'hello')
  const refusals = [
    await eve.refused('room:search', { ...all, query: 'hello' }),
    await eve.refused('room:search', { ...all, roomId: parseRoomId('no-such-room'), query: 'hello' }),
  ]
  expect(refusals.map(({ code }) => code)).toEqual(['not_a_member', 'not_a_member'])
  expect(refusals[0]?.message).toBe(refusals[1]?.message)
})

test('[J7] [J10] a search for nothing is refused, and one in another life of the log', async () => {
  using ann = await guest(cluster.url)
  const { all } = await roomOf(ann)
  for (const query of ['   ', '\u0301'])
    expect(await ann.refused('room:search', { ...all, query })).toMatchObject({ code: 'bad_request' })
  for (const filters of [{ fromMe: false }, { has: [] }, { from: ' ' }, { from: '\u0301' }])
    expect(await ann.refused('room:search', { ...all, query: '', ...filters })).toMatchObject({
      code: 'bad_request',
    })
  const epoch = 'some-other-epoch' as typeof all.epoch
  expect(await ann.refused('room:search', { ...all, epoch, query: 'x' })).toMatchObject({
    code: 'epoch_changed',
  })
})

test('[E3] who searches all the time is told to wait', async () => {
  using ann = await guest(cluster.url)
  const { all } = await roomOf(ann)
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => ann.ask('room:search', { ...all, query: 'x' })),
  )
  const codes = answers.map(answer => (answer.ok ? 'ok' : answer.code))
  expect(codes.filter(code => code === 'ok')).toHaveLength(30)
  expect(new Set(codes)).toEqual(new Set(['ok', 'rate_limited']))
})
