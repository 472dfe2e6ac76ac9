// One search in several rooms, on the rule that the server answers it by, over logs in memory.

import { type Entry, type ErrorCode, parseRoomId, type RoomId, SEARCH_MAX_ENTRIES } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { searchRoom } from '../../../apps/server/src/chat/search-room.js'
import type { FoundMessage, Search, SearchFor } from '../../../packages/client/src/search.js'
import { searchRooms } from '../../../packages/client/src/search-rooms.js'
import { seededRandom } from '../../support/seeded-random.js'
import { logOf } from './log-in-memory.js'
import { ann, message, page, seq, standing } from './make.js'
import { startClient } from './start-client.js'

type Logs = Readonly<Record<string, readonly Entry[]>>

/** Ann's client in rooms of these names, with the newest few entries of each. */
async function startIn(logs: Logs, shutAtFirst: readonly RoomId[] = []) {
  const rooms = Object.keys(logs).map(name => ({
    roomId: parseRoomId(name),
    name,
    kind: 'public' as const,
    topic: '',
    memberCount: 1,
    createdAt: 0,
  }))
  const asked: RoomId[] = []
  /** In which nothing is answered. */
  const stuck = new Set<RoomId>()
  /** That answer "later". */
  const busy = new Map<RoomId, ErrorCode>()
  /** That cannot be joined. */
  const shut = new Set<RoomId>(shutAtFirst)
  const started = startClient(received => {
    if (received.name === 'rooms:list') received.answer({ mine: rooms, others: [], next: null })
    else if (received.name === 'room:join') {
      const { roomId } = received.command
      if (shut.has(roomId)) {
        received.refuse('unavailable')
        return true
      }
      const room = rooms.find(one => one.roomId === roomId)
      if (room === undefined) throw new Error(`no room ${roomId}`)
      const entries = logs[roomId] ?? []
      received.answer({
        ...page(1, 0, { entries: entries.slice(-3), headSeq: seq(entries.length) }),
        room,
        resync: null,
        pins: [],
        readSeq: seq(0),
        presence: { count: 1, users: [ann] },
        ...standing,
      })
    } else if (received.name === 'room:search') {
      asked.push(received.command.roomId)
      if (stuck.has(received.command.roomId)) return false
      const later = busy.get(received.command.roomId)
      if (later !== undefined) {
        received.refuse(later)
        return true
      }
      const log = logOf(logs[received.command.roomId] ?? [])
      searchRoom(log, ann.userId, received.command).then(received.answer, () => received.refuse('internal'))
    } else return false
    return true
  })
  await started.connect()
  return {
    ...started,
    asked,
    stuck,
    busy,
    shut,
    search: (query: string) => searchRooms(started.client.reader, rooms.map(roomIdOf), { query }),
  }
}

const roomIdOf = ({ roomId }: { roomId: RoomId }) => roomId

/** Messages with these texts, one a second from `at` on. */
function said(at: number, ...lines: readonly string[]): Entry[] {
  return lines.map((text, index) => message(index + 1, { text, sentAt: at + index }))
}

async function all(search: Search): Promise<FoundMessage[]> {
  const found: FoundMessage[] = []
  for (;;) {
    const step = await search.next()
    found.push(...step.found)
    if (step.isDone) return found
  }
}

const lines = (found: readonly FoundMessage[]) => found.map(({ roomId, text }) => `${roomId}: ${text}`)

test('[J7] what is found in several rooms comes newest first, and says in which room it is', async () => {
  const { search } = await startIn({
    garden: said(10, 'tea at four', 'no tea', 'cake'),
    kitchen: said(10.5, 'TEA is out', 'more tea please'),
    empty: [],
  })
  expect(lines(await all(search('tea')))).toEqual([
    'kitchen: more tea please',
    'garden: no tea',
    'kitchen: TEA is out',
    'garden: tea at four',
  ])
})

test('[J7] nothing is told while a room that was not looked through may hold something newer', async () => {
  const { search, asked } = await startIn({
    sleepy: said(14, 'tea from long ago'),
    one: said(11, 'tea in one', ...Array(10).fill('x')),
    two: said(12, ...Array(10).fill('x')),
    three: said(13, ...Array(10).fill('x')),
    four: said(20, ...Array(10).fill('x')),
  })
  const run = search('tea')
  expect(await run.next()).toEqual({ found: [], isDone: false, backTo: 14, leftOut: 0 })
  expect(new Set(asked)).toEqual(new Set(['one', 'two', 'three', 'four']))
  const { found, isDone, backTo } = await run.next()
  expect(lines(found)).toEqual(['sleepy: tea from long ago', 'one: tea in one'])
  expect({ isDone, backTo }).toEqual({ isDone: true, backTo: 11 })
})

test('[J7] a room is looked through only as far back as the others have come', async () => {
  const many = (every: number) =>
    Array.from({ length: 2 * SEARCH_MAX_ENTRIES }, (_, index) =>
      message(index + 1, { text: 'x', sentAt: 100_000 - every * (2 * SEARCH_MAX_ENTRIES - index) }),
    )
  const { search, asked } = await startIn({ busy: many(1), slow: many(10), empty: [] })
  const run = search('tea')
  await run.next()
  expect(new Set(asked)).toEqual(new Set(['busy', 'slow', 'empty']))
  await run.next()
  expect(asked.slice(3)).toEqual(['busy'])
  expect((await run.next()).isDone).toBe(true)
  expect(asked.slice(4)).toEqual(['slow'])
})

test('[J7] rooms in which much was written before they are asked are asked in their order, and who has left is not', async () => {
  const quiet = Object.fromEntries([1, 2, 3, 4].map(name => [`room${name}`, said(100, 'x')]))
  const { client, search, asked, links, clock } = await startIn({
    ...quiet,
    woken: said(1, 'tea'),
    gone: said(300, 'tea'),
  })
  const run = search('tea')
  const left = client.leaveRoom(parseRoomId('gone'))
  links.newest().take('room:leave').answer(null)
  await left
  await clock.advance(0)
  links.newest().tell('room:entries', {
    roomId: parseRoomId('woken'),
    epoch: page(1, 1).epoch,
    entries: [message(2, { text: 'tea', sentAt: 200 })],
  })
  await run.next()
  expect(asked[0]).toBe('woken')
  expect(lines(await all(run))).toEqual(['woken: tea'])
  expect(asked).not.toContain('gone')
})

test('[J7] what was found in one room is not lost when another could not be asked', async () => {
  const { search, asked, stuck, links, clock } = await startIn({
    garden: said(10, 'tea'),
    kitchen: said(20, 'more tea'),
  })
  const run = search('tea')
  stuck.add(parseRoomId('garden'))
  const first = run.next()
  await clock.advance(0)
  links.newest().end()
  await expect(first).rejects.toMatchObject({ code: 'unavailable' })
  stuck.clear()
  await clock.advance(5_000)
  links.newest().welcome()
  await clock.advance(0)
  expect(lines(await all(run))).toEqual(['kitchen: more tea', 'garden: tea'])
  expect(asked.filter(roomId => roomId === 'kitchen')).toHaveLength(1)
})

test('[J7] a room that cannot be joined again is left out and counted, and what is found in the others is told', async () => {
  const { search, asked, shut, links, clock } = await startIn({
    garden: said(10, 'tea'),
    kitchen: said(20, 'more tea'),
    cellar: said(30, 'no more tea'),
  })
  shut.add(parseRoomId('cellar'))
  links.newest().end()
  const run = search('tea')
  await expect(run.next()).rejects.toMatchObject({ code: 'unavailable' })
  await clock.advance(1_000)
  links.newest().welcome()
  // Not left out yet: they are about to be joined.
  await expect(run.next()).rejects.toMatchObject({ code: 'unavailable' })
  await clock.advance(0)
  const { found, isDone, leftOut } = await run.next()
  expect({ found: lines(found), isDone, leftOut }).toEqual({
    found: ['kitchen: more tea', 'garden: tea'],
    isDone: true,
    leftOut: 1,
  })
  expect(asked).toEqual(['kitchen', 'garden'])
})

test('[J7] a room that answers "later" again and again is given up and counted, and the next one sooner', async () => {
  const { search, asked, busy, clock } = await startIn({
    garden: said(10, 'tea'),
    kitchen: said(20, 'more tea'),
    cellar: said(30, 'no more tea'),
    attic: said(5, 'old tea'),
    shed: said(4, 'older tea'),
  })
  for (const name of ['cellar', 'shed']) busy.set(parseRoomId(name), 'unavailable')
  const run = search('tea')
  const step = run.next()
  await clock.advance(60_000)
  expect(lines((await step).found)).toEqual(['kitchen: more tea', 'garden: tea', 'attic: old tea'])
  expect(asked.filter(roomId => roomId === 'cellar')).toHaveLength(3)
  expect(await run.next()).toMatchObject({ found: [], isDone: true, leftOut: 2 })
  expect(asked.filter(roomId => roomId === 'shed')).toHaveLength(1)
})

test('[J7] a room that is asked too fast is asked again for as long as it takes', async () => {
  const { search, asked, busy, clock } = await startIn({ garden: said(10, 'tea'), kitchen: said(20, 'x') })
  busy.set(parseRoomId('garden'), 'rate_limited')
  const step = search('tea').next()
  await clock.advance(60_000)
  expect(asked.filter(roomId => roomId === 'garden').length).toBeGreaterThan(3)
  busy.clear()
  await clock.advance(10_000)
  expect(await step).toMatchObject({ isDone: true, leftOut: 0, found: [{ text: 'tea' }] })
})

test('[J7] one room alone is asked until it answers', async () => {
  const { client, asked, busy, clock } = await startIn({ garden: said(10, 'tea') })
  busy.set(parseRoomId('garden'), 'unavailable')
  const step = searchRooms(client.reader, [parseRoomId('garden')], { query: 'tea' }).next()
  await clock.advance(60_000)
  expect(asked.length).toBeGreaterThan(10)
  busy.clear()
  await clock.advance(10_000)
  expect(await step).toMatchObject({ isDone: true, leftOut: 0, found: [{ text: 'tea' }] })
})

test('[J7] a room of the user that is not joined yet is searched once it is, and counted while it cannot be', async () => {
  const cellar = parseRoomId('cellar')
  const logs = { garden: said(10, 'tea'), cellar: said(30, 'no more tea') }
  const { client, search, shut, clock } = await startIn(logs, [cellar])
  expect([...client.getState().roomsAwaited]).toEqual([cellar])
  expect(await search('tea').next()).toMatchObject({ found: [{ text: 'tea' }], isDone: true, leftOut: 1 })
  shut.clear()
  await clock.advance(10_000)
  const { found, leftOut } = await search('tea').next()
  expect({ found: lines(found), leftOut }).toEqual({
    found: ['cellar: no more tea', 'garden: tea'],
    leftOut: 0,
  })
})

test('[J7] [J10] filters hold in all rooms', async () => {
  const { client } = await startIn({ garden: said(10, 'tea', 'tea'), kitchen: said(20, 'tea') })
  const rooms = ['garden', 'kitchen'].map(name => parseRoomId(name))
  const found = (wanted: SearchFor) => all(searchRooms(client.reader, rooms, wanted)).then(lines)
  expect(await found({ query: '', since: 11 })).toEqual(['kitchen: tea', 'garden: tea'])
  expect(await found({ query: 'tea', until: 11 })).toEqual(['garden: tea'])
  expect(await found({ query: 'tea', fromMe: true })).toEqual([])
})

test('[J7] whatever was said where: each message is found once, in the order of time', async () => {
  const random = seededRandom('search in several rooms')
  const logs: Record<string, readonly Entry[]> = {}
  const should: string[] = []
  for (let at = 1; at <= 3 * SEARCH_MAX_ENTRIES; at += 1) {
    const roomId = `room${Math.floor(random.integer(0, 8) ** 2 / 9)}`
    const text = `${random.pick(['tea', 'cake', 'x'])} ${at}`
    const log = logs[roomId] ?? []
    logs[roomId] = [...log, message(log.length + 1, { text, sentAt: at })]
    if (text.startsWith('tea')) should.unshift(`${roomId}: ${text}`)
  }
  const { search } = await startIn(logs)
  expect(lines(await all(search('tea')))).toEqual(should)
})
