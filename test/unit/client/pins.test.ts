import type { Entry, JoinedRoom, MessagePlace } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { readPinned } from '../../../packages/client/src/pinned-messages.js'
import { follow, standingOf } from '../../../packages/client/src/room-standing.js'
import { settled } from './fake-clock.js'
import type { FakeLink } from './fake-links.js'
import {
  ann,
  change,
  epoch,
  LOBBY,
  message,
  messages,
  page,
  pin,
  renamed,
  seq,
  topic,
  standing as unrestricted,
} from './make.js'
import { startClient } from './start-client.js'

const ROOM = {
  roomId: LOBBY,
  name: 'Lobby',
  kind: 'public' as const,
  topic: '',
  memberCount: 1,
  createdAt: 0,
}
const place = (of: number): MessagePlace => ({ seq: message(of).seq, mid: message(of).mid })

function joinedWith(fields: Partial<JoinedRoom> = {}, about = ''): JoinedRoom {
  return {
    ...page(1, 2),
    room: { ...ROOM, topic: about },
    pins: [],
    resync: null,
    readSeq: seq(0),
    presence: { count: 1, users: [ann] },
    ...unrestricted,
    ...fields,
  }
}

async function answerJoin(link: FakeLink, joined: JoinedRoom) {
  link.take('rooms:list').answer({ mine: [ROOM], others: [], next: null })
  await settled()
  link.take('room:join').answer(joined)
  await settled()
}

async function startInLobby(joined: JoinedRoom) {
  const started = startClient()
  await started.connect()
  const link = started.links.newest()
  await answerJoin(link, joined)
  const tell = (...entries: Entry[]) =>
    link.tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries })
  return { ...started, link, tell }
}

test('[C5] entries after the one that a list of pins holds for change it, and none before', () => {
  const answer = joinedWith({ headSeq: seq(4), pins: [place(1)] })
  const standing = standingOf(answer, 0)
  // The list knows of what came up to 4 already.
  const entries: Entry[] = [message(1), message(2), pin(3, 2), pin(4, 2, false)]
  expect(follow(standing, entries, ann.userId, 0)).toBe(standing)
  entries.push(pin(5, 2), message(6))
  const two = follow(standing, entries, ann.userId, 0)
  expect(two.pins).toEqual([place(2), place(1)])
  entries.push(pin(7, 1))
  expect(follow(two, entries, ann.userId, 0).pins).toEqual([place(1), place(2)])
  entries.push(change(8, 1, 'new'), change(9, 1, null))
  expect(follow(two, entries, ann.userId, 0)).toMatchObject({ seq: 9, pins: [place(2)] })
  entries.push(pin(10, 2, false), pin(11, 1, false))
  expect(follow(two, entries, ann.userId, 0).pins).toEqual([])
})

test('[C5] [C6] pins and topic are shown as joined, and follow what comes', async () => {
  const { view, tell } = await startInLobby(joinedWith({ pins: [place(1)] }, 'Tea'))
  expect(view()).toMatchObject({ pins: [place(1)], room: { topic: 'Tea' }, unread: 2 })
  tell(pin(3, 2), topic(4, 'Cake'))
  // Neither is a message to read.
  expect(view()).toMatchObject({ pins: [place(2), place(1)], room: { topic: 'Cake' }, unread: 2 })
  expect(view().room).toBe(view().room)
})

test('[C5] [C6] an answer that was read before entries that are shown does not win over them', async () => {
  const { view, tell, links, clock } = await startInLobby(joinedWith({}, 'Tea'))
  tell(pin(3, 1), topic(4, 'Cake'))
  links.newest().end()
  await clock.advance(5_000)
  links.newest().welcome()
  await settled()
  // The new link tells an entry before the answer, and the answer was read before that.
  const link = links.newest()
  link.take('rooms:list').answer({ mine: [ROOM], others: [], next: null })
  await settled()
  const join = link.take('room:join')
  link.tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries: [pin(5, 2), topic(6, 'Pie')] })
  join.answer(joinedWith({ entries: [], headSeq: seq(4), pins: [place(1)] }, 'Cake'))
  await settled()
  expect(view()).toMatchObject({ pins: [place(2), place(1)], room: { topic: 'Pie' } })
})

test('[C5] [C6] what a join tells of entries that are still missing counts, and is not undone by them', async () => {
  const { view, link, tell } = await startInLobby(joinedWith())
  link.tell('room:resync', { roomId: LOBBY, reason: 'diverged' })
  const later = { headSeq: seq(9), pins: [place(2)], entries: messages(3, 4) }
  link.take('room:join').answer(joinedWith(later, 'Tea'))
  await settled()
  expect(view()).toMatchObject({ pins: [place(2)], room: { topic: 'Tea' } })
  tell(pin(5, 2), topic(6, 'Old'), pin(7, 1), pin(8, 1, false), topic(9, 'Tea'))
  expect(view()).toMatchObject({ pins: [place(2)], room: { topic: 'Tea' } })
  tell(topic(10, ''))
  expect(view().room.topic).toBe('')
})

test('[C5] [C6] a log that has started anew brings its own', async () => {
  const { view, link } = await startInLobby(joinedWith({ pins: [place(1)] }, 'Tea'))
  link.tell('room:resync', { roomId: LOBBY, reason: 'epoch' })
  const anew = { epoch: epoch('epoch-2'), resync: 'epoch' as const, entries: [], headSeq: seq(0) }
  link.take('room:join').answer(joinedWith(anew, 'Cake'))
  await settled()
  expect(view()).toMatchObject({ pins: [], room: { topic: 'Cake' } })
})

test('[C7] the name is that of the newest entry, and stands with a join as of its head', async () => {
  const { view, tell, link } = await startInLobby(joinedWith())
  expect(view()).toMatchObject({ room: { name: 'Lobby' }, unread: 2 })
  tell(renamed(3, 'Entrance'), topic(4, 'Tea'))
  expect(view()).toMatchObject({ room: { name: 'Entrance', topic: 'Tea' }, unread: 2 })
  // What the answer says was read before what is shown, and after what is still missing.
  link.tell('room:resync', { roomId: LOBBY, reason: 'diverged' })
  link.take('room:join').answer(joinedWith({ headSeq: seq(2), entries: [] }))
  await settled()
  expect(view().room.name).toBe('Entrance')
  link.tell('room:resync', { roomId: LOBBY, reason: 'diverged' })
  const later = joinedWith({ headSeq: seq(9), entries: [message(5)] })
  link.take('room:join').answer({ ...later, room: { ...ROOM, name: 'Hall' } })
  await settled()
  tell(renamed(6, 'Porch'), ...messages(7, 8), renamed(9, 'Hall'))
  expect(view().room.name).toBe('Hall')
})

test('[C7] a name is asked for again under the same key until there is an answer', async () => {
  const { client, link, clock } = await startInLobby(joinedWith())
  const renaming = client.renameRoom(LOBBY, 'Entrance')
  const first = link.take('room:rename')
  first.refuse('unavailable', 100)
  await clock.advance(1_000)
  const second = link.take('room:rename')
  expect(second.command).toEqual(first.command)
  expect(second.command).toMatchObject({ roomId: LOBBY, name: 'Entrance' })
  second.refuse('name_taken')
  await expect(renaming).rejects.toMatchObject({ code: 'name_taken' })
})

test('a server of the version before tells neither pins nor topics', () => {
  const { pins: _, room, ...answer } = joinedWith()
  const { topic: __, ...old } = room
  const told: unknown = { ...answer, room: old }
  expect(standingOf(told as JoinedRoom, 0)).toMatchObject({ topic: '', pins: [] })
})

test('[C5] [C6] a pin or topic that got no answer is asked for again under the same key', async () => {
  const { client, link, clock } = await startInLobby(joinedWith())
  const pinning = client.pin(LOBBY, place(1), true)
  const first = link.take('message:pin')
  first.refuse('unavailable', 100)
  await clock.advance(1_000)
  const second = link.take('message:pin')
  expect(second.command).toEqual(first.command)
  expect(second.command).toMatchObject({ ...place(1), on: true })
  second.refuse('too_many_pins')
  await expect(pinning).rejects.toMatchObject({ code: 'too_many_pins' })

  const setting = client.setTopic(LOBBY, 'Tea')
  const { command, answer } = link.take('room:set-topic')
  expect(command).toMatchObject({ roomId: LOBBY, topic: 'Tea' })
  answer({ ...place(3), epoch: epoch('epoch-1'), sentAt: 0, duplicate: false })
  expect(await setting).toBeUndefined()
})

test('[C5] pinned messages older than what is held are read, as they say by now', async () => {
  const { client, link } = await startInLobby(joinedWith({ ...page(500, 510) }))
  const reading = readPinned(client.reader, LOBBY, [place(300), place(20)])
  const answer = async (request: object, entries: readonly Entry[]) => {
    const read = link.take('room:history')
    expect(read.command).toMatchObject(request)
    read.answer({ ...page(500, 510), entries })
    await settled()
  }
  await answer({ before: 301, limit: 1 }, [message(300)])
  // Trimmed: another one comes instead, or none.
  await answer({ before: 21, limit: 1 }, [])
  await answer({ before: 500, limit: 200 }, [change(450, 300, 'newest'), ...messages(451, 499)])
  await answer({ before: 450, limit: 200 }, [...messages(250, 399), change(400, 300, 'newer')])
  await answer({ before: 250, limit: 200 }, [])
  expect(await reading).toEqual(
    new Map([[message(300).mid, { sender: message(300).sender, sentAt: 300, text: 'newest' }]]),
  )
})
