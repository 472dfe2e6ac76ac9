// The client's search on the rule that the server answers it by, over a log in memory.

import {
  type Entry,
  type JoinedRoom,
  PAGE_MAX_ENTRIES,
  SEARCH_MAX_ENTRIES,
  SEARCH_MAX_FOUND,
} from '@hubbub/shared'
import { expect, test } from 'vitest'
import { searchRoom } from '../../../apps/server/src/chat/search-room.js'
import type { FoundMessage, SearchFor } from '../../../packages/client/src/search.js'
import { searchRooms } from '../../../packages/client/src/search-rooms.js'
import { seededRandom } from '../../support/seeded-random.js'
import { settled } from './fake-clock.js'
import type { FakeLink, Receive } from './fake-links.js'
import { EPOCH, logOf } from './log-in-memory.js'
import { ann, bob, change, epoch, LOBBY, message, page, picture, reaction, seq, standing } from './make.js'
import { startClient } from './start-client.js'

const ROOM = {
  roomId: LOBBY,
  name: 'Lobby',
  kind: 'public' as const,
  topic: '',
  memberCount: 1,
  createdAt: 0,
}
const JOINED = {
  ...page(1, 1),
  room: ROOM,
  resync: null,
  pins: [],
  readSeq: seq(0),
  presence: { count: 1, users: [ann] },
  ...standing,
}

/** What Ann's client finds, step by step. */
async function search(entries: readonly Entry[], asked: string | SearchFor, bounds?: { oldestSeq: number }) {
  const wanted = typeof asked === 'string' ? { query: asked } : asked
  const log = logOf(entries, bounds)
  const { client } = await startInLobby(received => {
    if (received.name !== 'room:search') return false
    searchRoom(log, ann.userId, received.command).then(received.answer, () => received.refuse('bad_request'))
    return true
  })
  const search = searchRooms(client.reader, [LOBBY], wanted)
  const steps = []
  do steps.push(await search.next())
  while (!steps.at(-1)?.isDone)
  return { steps, found: steps.flatMap(({ found }) => found), log }
}

async function startInLobby(receive?: Receive) {
  const started = startClient(receive)
  await started.connect()
  await joinLobby(started.links.newest())
  return started
}

async function joinLobby(link: FakeLink, joined: JoinedRoom = JOINED) {
  link.take('rooms:list').answer({ mine: [ROOM], others: [], next: null })
  await settled()
  link.take('room:join').answer(joined)
  await settled()
}

const texts = (found: readonly FoundMessage[]) => found.map(({ text }) => text)
const saying = (at: number, text: string) => message(at, { text })

test('[J7] a message is found by all words of a query, in any order, also within words, newest first', async () => {
  const entries = [
    saying(1, 'Lunch at NOON in the café'),
    saying(2, 'lunch later'),
    saying(3, 'afternoon, a lunchbox'),
    reaction(4, 1, ann, '👍'),
  ]
  const { found, steps } = await search(entries, ' noon  Lunch ')
  expect(texts(found)).toEqual(['afternoon, a lunchbox', 'Lunch at NOON in the café'])
  expect(found[1]).toEqual({
    roomId: LOBBY,
    seq: 1,
    mid: message(1).mid,
    sender: message(1).sender,
    text: 'Lunch at NOON in the café',
    sentAt: 1,
  })
  expect(steps).toHaveLength(1)
  expect(steps[0]).toMatchObject({ isDone: true, backTo: 1 })
  expect(texts((await search(entries, 'CAFE')).found)).toEqual(['Lunch at NOON in the café'])
  expect((await search(entries, 'dinner')).found).toEqual([])
})

test('[J7] a changed message is found by what it says by now, at its own place, and a deleted one by nothing', async () => {
  const entries = [
    saying(1, 'see you at noon'),
    saying(2, 'at noon, all of us'),
    saying(3, ''),
    change(4, 1, 'see you at noon, no, at one'),
    change(5, 1, 'see you at two'),
    change(6, 2, 'at three'),
    change(7, 2, 'at noon after all'),
    change(8, 3, null),
  ]
  const { found } = await search(entries, 'noon')
  expect(found).toEqual([
    {
      roomId: LOBBY,
      seq: 2,
      mid: message(2).mid,
      sender: message(2).sender,
      text: 'at noon after all',
      sentAt: 7,
    },
  ])
  expect(texts((await search(entries, 'two')).found)).toEqual(['see you at two'])
})

test('[J7] a search looks through one stretch at a time and ends where the log does', async () => {
  const many = Array.from({ length: SEARCH_MAX_ENTRIES + 500 }, (_, index) => saying(index + 1, 'hay'))
  many[9] = saying(10, 'the needle')
  const { steps, log } = await search(many, 'needle')
  expect(steps.map(({ found }) => found.length)).toEqual([0, 1])
  expect(steps[0]).toMatchObject({ isDone: false, backTo: 501 })
  expect(log.pagesRead()).toBe((SEARCH_MAX_ENTRIES + 600) / PAGE_MAX_ENTRIES)

  const { steps: full } = await search(many.slice(0, 2 * SEARCH_MAX_FOUND + 5), 'hay')
  expect(full.map(({ found }) => found.length)).toEqual([SEARCH_MAX_FOUND, SEARCH_MAX_FOUND, 4])

  const { found: kept, steps: trimmed } = await search(many.slice(0, 30), 'hay', { oldestSeq: 25 })
  expect(kept.map(({ seq }) => Number(seq))).toEqual([30, 29, 28, 27, 26, 25])
  expect(trimmed).toHaveLength(1)
  expect((await search([], 'hay')).steps).toEqual([{ found: [], isDone: true, backTo: null, leftOut: 0 }])
})

test('[J7] however long ago a changed message was written, it is found by its files as well, once', async () => {
  const entries = Array.from({ length: SEARCH_MAX_ENTRIES + 500 }, (_, index) => saying(index + 1, 'hay'))
  const files = [{ ...picture, name: 'needle.png' }]
  entries[0] = message(1, { text: 'old', files })
  const { found } = await search([...entries, { ...change(entries.length + 1, 1, 'new'), files }], 'needle')
  expect(found).toMatchObject([{ seq: 1, text: 'new', files }])
})

test('[J7] whatever was written, changed and deleted: what is found is what a reader of all of it would find', async () => {
  const random = seededRandom('search')
  const words = ['alpha', 'beta', 'gamma', 'delta'] as const
  const said = () => `${random.pick(words)} ${random.pick(words)}`
  const entries: Entry[] = []
  const now = new Map<number, string | null>()
  for (let at = 1; at <= 3 * SEARCH_MAX_ENTRIES; at += 1) {
    const earlier = [...now.keys()].filter(of => now.get(of) !== null)
    if (earlier.length > 0 && random.next() < 0.3) {
      const of = random.pick(earlier)
      const text = random.next() < 0.2 ? null : said()
      entries.push(change(at, of, text))
      now.set(of, text)
    } else {
      const text = said()
      entries.push(saying(at, text))
      now.set(at, text)
    }
  }
  // As whoever reads the log is told it.
  const isGone = (of: number) => now.get(of) === null
  const told = entries.map((entry): Entry => {
    if (entry.kind === 'message' && isGone(entry.seq)) return { ...entry, text: '' }
    if (entry.kind === 'message-changed' && entry.text !== null && isGone(entry.targetSeq))
      return { ...entry, text: '' }
    return entry
  })
  const { found } = await search(told, 'beta ALPHA')
  const should = [...now].filter(([, text]) => text?.includes('alpha') && text.includes('beta'))
  expect(new Map(found.map(({ seq, text }) => [Number(seq), text]))).toEqual(new Map(should))
  expect(found).toHaveLength(should.length)
})

test('[J10] a name is found in any case, without accents, by whole words of it that stand together', async () => {
  const by = (at: number, name: string, app?: string) =>
    message(at, { text: name, sender: { ...bob, name, ...(app === undefined ? {} : { app }) } })
  const entries = [
    by(1, 'Ada'),
    by(2, 'Ada Lovelace'),
    by(3, 'Adam'),
    by(4, 'ADÁ'),
    by(5, 'Jürgen  Groß'),
    by(6, 'night shift', 'Ada'),
    by(7, '🦊'),
    message(8, { text: 'from Ada' }),
  ]
  const found = async (from: string) => texts((await search(entries, { query: '', from })).found)
  expect(await found('ada')).toEqual(['night shift', 'ADÁ', 'Ada Lovelace', 'Ada'])
  expect(await found('Ada Lovelace')).toEqual(['Ada Lovelace'])
  expect(await found('LOVELACE')).toEqual(['Ada Lovelace'])
  expect(await found('Lovelace Ada')).toEqual([])
  expect(await found('jurgen GROSS')).toEqual(['Jürgen  Groß'])
  expect(await found('🦊')).toEqual(['🦊'])
})

test('[J10] days, files, links and the reader are filters, alone, together and beside words', async () => {
  const entries = [
    message(1, { text: 'old tea https://tea.example' }),
    message(2, { text: 'tea', files: [picture] }),
    message(3, { text: 'coffee <https://tea.example>', sender: ann }),
    message(4, { text: 'in code: `https://tea.example`' }),
    message(5, { text: '', files: [picture], sender: ann }),
    message(6, { text: '' }),
    change(7, 6, null),
    change(8, 1, 'newer tea https://tea.example'),
  ]
  const found = async (filters: Partial<SearchFor>) =>
    (await search(entries, { query: '', ...filters })).found.map(({ seq }) => Number(seq))
  expect(await found({ since: 2, until: 5 })).toEqual([4, 3, 2])
  // It says so since then only.
  expect(await found({ since: 8 })).toEqual([1])
  expect(await found({ until: 8, query: 'tea' })).toEqual([4, 3, 2])
  expect(await found({ has: ['file'] })).toEqual([5, 2])
  expect(await found({ has: ['link'] })).toEqual([1, 3])
  expect(await found({ has: ['link', 'file'] })).toEqual([])
  expect(await found({ fromMe: true })).toEqual([5, 3])
  expect(await found({ fromMe: true, query: 'COFFEE', has: ['link'], since: 3 })).toEqual([3])
  expect(await found({ from: 'Bob' })).toEqual([1, 4, 2])
})

test('[J10] a search goes back no further than to the time from which on it is to look', async () => {
  const many = Array.from({ length: 2 * SEARCH_MAX_ENTRIES }, (_, index) => saying(index + 1, 'hay'))
  const since = many.length - 10
  const { steps, found, log } = await search(many, { query: 'needle', since })
  expect(found).toEqual([])
  expect(steps).toHaveLength(1)
  expect(log.pagesRead()).toBe(1)
})

/** A stretch without anything of use, down to seq 7. */
const NOTHING = { epoch: EPOCH, found: [], changed: [], searchedTo: seq(7), backTo: 7, oldestSeq: seq(1) }

test('[J7] while there is no connection a search says so, and goes on from where it was afterwards', async () => {
  const { client, links, clock } = await startInLobby()
  const search = searchRooms(client.reader, [LOBBY], { query: 'hay' })
  const first = search.next()
  links.newest().take('room:search').answer(NOTHING)
  expect(await first).toEqual({ found: [], isDone: false, backTo: 7, leftOut: 0 })

  const second = search.next()
  links.newest().end()
  await expect(second).rejects.toMatchObject({ code: 'unavailable' })
  await expect(search.next()).rejects.toMatchObject({ code: 'unavailable', message: 'Not connected.' })
  await clock.advance(5_000)
  links.newest().welcome()
  await joinLobby(links.newest(), { ...JOINED, entries: [] })
  void search.next()
  expect(links.newest().take('room:search').command).toMatchObject({ before: 7, query: 'hay' })
})

test('[J7] a log that has started anew is looked through from its end', async () => {
  const { client, links } = await startInLobby()
  const search = searchRooms(client.reader, [LOBBY], { query: 'hay' })
  const first = search.next()
  links
    .newest()
    .take('room:search')
    .answer({ ...NOTHING, changed: [message(3).mid] })
  await first

  const anew = epoch('epoch-2')
  links.newest().tell('room:resync', { roomId: LOBBY, reason: 'epoch' })
  links
    .newest()
    .take('room:join')
    .answer({ ...JOINED, epoch: anew, resync: 'epoch' })
  await settled()
  const second = search.next()
  const { command, answer } = links.newest().take('room:search')
  expect(command).toEqual({ roomId: LOBBY, epoch: anew, before: Number.MAX_SAFE_INTEGER, query: 'hay' })
  answer({ ...NOTHING, epoch: anew, found: [message(8)] })
  expect((await second).found).toHaveLength(1)
})
