import { type JoinedRoom, parseRoomId, type RoomEntries, type RoomId, type RoomSummary } from '@hubbub/shared'
import { expect, test } from 'vitest'
import type { CommandName, CommandResult } from '../../../packages/client/src/link.js'
import { createMemoryOutbox } from '../../../packages/client/src/memory-outbox.js'
import type { ChatObserver } from '../../../packages/client/src/observer.js'
import { settled } from './fake-clock.js'
import type { FakeLink } from './fake-links.js'
import { ann, bob, epoch, key, LOBBY, message, messages, page, seq, seqsOf, standing } from './make.js'
import { startClient } from './start-client.js'

const summary = (roomId: RoomId): RoomSummary => ({
  roomId,
  name: roomId,
  kind: 'public',
  topic: '',
  memberCount: 2,
  createdAt: 0,
})
const directory = (...mine: RoomId[]) => ({ mine: mine.map(summary), others: [], next: null })
const live = (from: number, to: number, fields: Partial<RoomEntries> = {}): RoomEntries => ({
  roomId: LOBBY,
  epoch: epoch('epoch-1'),
  entries: messages(from, to),
  ...fields,
})

function joinedWith(fields: Partial<JoinedRoom> = {}, roomId = LOBBY): JoinedRoom {
  return {
    ...page(1, 0),
    room: summary(roomId),
    resync: null,
    pins: [],
    readSeq: seq(0),
    presence: { count: 1, users: [ann] },
    ...standing,
    ...fields,
  }
}

/** A client that has joined the lobby, whose newest page is `joined`. */
async function startInLobby(joined: Partial<JoinedRoom> = {}, observer: ChatObserver = {}) {
  const started = startClient(undefined, { observer })
  await started.connect()
  const link = started.links.newest()
  await answer(link, 'rooms:list', directory(LOBBY))
  await answer(link, 'room:join', joinedWith(joined))
  const shown = () => seqsOf(started.view().timeline.entries)
  return { ...started, link, shown }
}

/** After the link has ended: the next one opens, and the lobby is joined again on it. @returns what was asked for */
async function comeBack({ links, clock }: ReturnType<typeof startClient>, joined: Partial<JoinedRoom>) {
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  return answer(links.newest(), 'room:join', joinedWith(joined))
}

/** Answers the oldest command of this name. @returns what it asked */
async function answer<Name extends CommandName>(link: FakeLink, name: Name, value: CommandResult<Name>) {
  const taken = link.take(name)
  taken.answer(value)
  await settled()
  return taken.command
}

test('rooms are shown once the list has come and its rooms are joined', async () => {
  const { client, links, connect } = startClient()
  await connect()
  expect(client.getState()).toMatchObject({ roomsLoaded: false })

  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  expect(client.getState().roomsLoaded).toBe(false)
  await answer(links.newest(), 'room:join', joinedWith({ ...page(1, 3) }))
  expect(client.getState().roomsLoaded).toBe(true)
  expect([...client.getState().rooms.keys()]).toEqual([LOBBY])
})

test('rooms that cannot be joined now keep no other from being shown, and come later', async () => {
  const { client, links, clock, connect } = startClient()
  await connect()
  const link = links.newest()
  const stuck = Array.from({ length: 20 }, (_, index) => parseRoomId(`stuck-${index}`))
  await answer(link, 'rooms:list', directory(...stuck, LOBBY))
  for (const _ of stuck) {
    expect(link.waiting().length).toBeLessThanOrEqual(8)
    link.take('room:join').refuse('unavailable')
    await settled()
  }
  expect(client.getState().roomsLoaded).toBe(false)
  await answer(link, 'room:join', joinedWith({ ...page(1, 3) }))
  expect([...client.getState().rooms.keys()]).toEqual([LOBBY])
  expect(client.getState().roomsLoaded).toBe(true)
  expect(client.getState().roomsAwaited).toEqual(new Set(stuck))

  await clock.advance(1_000)
  for (const _ of stuck) {
    expect(link.waiting()).toHaveLength(Math.min(8, stuck.length - client.getState().rooms.size + 1))
    const taken = link.take('room:join')
    taken.answer(joinedWith({}, taken.command.roomId))
    await settled()
  }
  expect(client.getState().rooms.size).toBe(stuck.length + 1)
  expect(client.getState().roomsAwaited).toEqual(new Set())
})

test('[J1] entries that arrive before the answer to a join are part of what is shown', async () => {
  const { client, links, connect, view } = startClient()
  await connect()
  const link = links.newest()
  await answer(link, 'rooms:list', directory(LOBBY))
  link.tell('room:entries', live(3, 4))
  link.tell('room:entries', live(5, 5))
  expect(client.getState().rooms.size).toBe(0)

  await answer(link, 'room:join', joinedWith({ ...page(1, 3) }))
  expect(seqsOf(view().timeline.entries)).toEqual([1, 2, 3, 4, 5])
})

test('[J2] a reconnect asks for what follows the last entry shown, and shows exactly that', async () => {
  const started = await startInLobby({ ...page(1, 5) })
  started.link.end()
  const request = await comeBack(started, { ...page(6, 8) })
  expect(request).toEqual({
    roomId: LOBBY,
    position: { epoch: epoch('epoch-1'), seq: 5, mid: message(5).mid },
  })
  expect(started.shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('[J2] a position that is of no use any more gives a fresh page in place of what was held', async () => {
  const resyncs: string[] = []
  const observer = { resync: (_roomId: RoomId, reason: string) => resyncs.push(reason) }
  const { link, shown, view } = await startInLobby({ ...page(1, 5) }, observer)
  link.tell('room:resync', { roomId: LOBBY, reason: 'epoch' })
  await answer(link, 'room:join', joinedWith({ ...page(1, 2, { epoch: epoch('epoch-2') }), resync: 'epoch' }))
  expect(shown()).toEqual([1, 2])
  expect(view().timeline.epoch).toBe('epoch-2')
  expect(resyncs).toEqual(['epoch'])
})

test('[J2] an absence longer than a page is caught up page by page', async () => {
  const { link, links, clock, shown } = await startInLobby({ ...page(1, 2) })
  link.end()
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ ...page(3, 4), headSeq: seq(8) }))
  expect(await answer(links.newest(), 'room:history', page(4, 6, { headSeq: seq(8) }))).toMatchObject({
    after: 3,
  })
  expect(await answer(links.newest(), 'room:history', page(6, 8))).toMatchObject({ after: 5 })
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(links.newest().waiting()).toEqual([])
})

test('[M4] a gap is asked for at once, and what waited behind it is shown with the answer', async () => {
  const { link, shown } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(7, 8))
  expect(shown()).toEqual([1, 2, 3, 4, 5])
  await answer(link, 'room:history', page(5, 6, { headSeq: seq(8) }))
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('[M4] a gap that is not answered is asked for again, and at last settled by joining again', async () => {
  const { link, clock } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(7, 8))
  for (let attempt = 0; attempt < 3; attempt++) {
    link.take('room:history')
    await clock.advance(2_000)
    await clock.advance(2_000)
  }
  expect(link.take('room:join').command).toMatchObject({ position: { seq: 5 } })
})

test('[J2] an entry that contradicts one that is shown makes the client ask what is true', async () => {
  const { link, shown } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(5, 5, { entries: [message(5, { mid: message(99).mid })] }))
  link.tell('room:entries', live(6, 6))
  expect(shown()).toEqual([1, 2, 3, 4, 5])
  await answer(link, 'room:join', joinedWith({ ...page(1, 6), resync: 'diverged' }))
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6])
})

test('[J2] once the server doubts what is held, nothing is added to it before a join has settled it', async () => {
  const { link, shown } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(7, 8))
  link.tell('room:resync', { roomId: LOBBY, reason: 'diverged' })
  await answer(link, 'room:history', page(5, 6, { headSeq: seq(8) }))
  expect(shown()).toEqual([1, 2, 3, 4, 5])
  await answer(link, 'room:join', joinedWith({ ...page(4, 8), resync: 'diverged' }))
  expect(shown()).toEqual([4, 5, 6, 7, 8])
})

test('[J2] what waited behind a gap is let go when the log has lost it', async () => {
  const { link, links, clock, shown, view } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(7, 8))
  link.end()
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ ...page(6, 6) }))
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6])
  expect(view().timeline).toMatchObject({ waiting: [], headSeq: 6 })
})

test('a list that comes late on an older connection does not take the rooms back there', async () => {
  const { links, clock, connect } = startClient()
  await connect()
  const old = links.newest()
  old.tell('server:draining', { moveInMs: 0 })
  await clock.advance(0)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(old, 'rooms:list', directory(LOBBY))
  expect(old.waiting()).toEqual([])
  expect(links.newest().waiting()).toEqual(['room:join'])
})

test('entries of another life of the log are not mixed with those held', async () => {
  const { link, shown } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(6, 6, { epoch: epoch('epoch-2') }))
  expect(shown()).toEqual([1, 2, 3, 4, 5])
  expect(link.waiting()).toEqual(['room:join'])
})

test('[D1] during a move both connections are read, and what is sent meanwhile is sent once', async () => {
  const { client, link, links, clock, shown, view } = await startInLobby({ ...page(1, 5) })
  link.tell('server:draining', { moveInMs: 0 })
  await clock.advance(0)
  const next = links.newest()
  next.welcome('w2')
  await answer(next, 'rooms:list', directory(LOBBY))
  expect(next.waiting()).toEqual(['room:join'])

  client.send(LOBBY, 'on the way')
  link.tell('room:entries', live(6, 6))
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6])
  await answer(next, 'room:join', joinedWith({ ...page(6, 6) }))
  expect(link.hasEnded()).toBe(false)

  const sent = link.take('message:send')
  const { clientMessageId } = sent.command
  const entry = message(7, { sender: ann, clientMessageId })
  sent.answer({ ...entry, epoch: epoch('epoch-1'), duplicate: false })
  next.tell('room:entries', live(7, 7, { entries: [entry] }))
  await settled()
  expect(link.hasEnded()).toBe(true)
  expect(next.waiting()).toEqual([])
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(view().outgoing).toEqual([])
})

test('a room that was left on another connection is not joined again', async () => {
  const { client, link, links, clock } = await startInLobby()
  link.end()
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory())
  // With its position: such a join makes no member, and tells why the room is not named any more.
  const asked = links.newest().take('room:join')
  expect(asked.command).toMatchObject({ roomId: LOBBY, position: expect.anything() })
  asked.refuse('not_a_member')
  await settled()
  expect(links.newest().waiting()).toEqual([])
  expect(client.getState().rooms.size).toBe(0)
  expect(client.getState().removals).toEqual([])
})

test('rooms joined and left on another connection come and go while connected', async () => {
  const { client, link } = await startInLobby()
  const garden = parseRoomId('garden')
  link.tell('rooms:changed')
  await answer(link, 'rooms:list', directory(garden))
  const left = link.take('room:join')
  expect(left.command).toMatchObject({ roomId: LOBBY, position: expect.anything() })
  left.refuse('not_a_member')
  await answer(link, 'room:join', joinedWith({}, garden))
  expect([...client.getState().rooms.keys()]).toEqual([garden])
})

test('a list that was asked for before this client joined a room does not take that room away', async () => {
  const { client, link } = await startInLobby()
  const garden = parseRoomId('garden')
  link.tell('rooms:changed')
  const staleList = link.take('rooms:list')
  const joining = client.joinRoom(garden)
  await answer(link, 'room:join', joinedWith({}, garden))
  await joining
  staleList.answer(directory(LOBBY))
  await settled()
  await answer(link, 'rooms:list', directory(LOBBY, garden))
  expect([...client.getState().rooms.keys()]).toEqual([LOBBY, garden])
})

test('a room that cannot be joined says why and is not shown', async () => {
  const { client, link } = await startInLobby()
  const joining = client.joinRoom(parseRoomId('nowhere'))
  link.take('room:join').refuse('not_a_member')
  await expect(joining).rejects.toMatchObject({ code: 'not_a_member', retryable: false })
  expect(client.getState().rooms.size).toBe(1)
})

test('a room that was left is shown no more, and what was not sent to it is kept as refused', async () => {
  const { client, link, storage } = await startInLobby()
  client.send(LOBBY, 'one')
  client.send(LOBBY, 'two')
  const leaving = client.leaveRoom(LOBBY)
  link.take('room:leave').answer(null)
  await leaving
  expect(client.getState().rooms.size).toBe(0)
  expect(storage.load().map(stored => stored.refused?.code)).toEqual([undefined, 'not_a_member'])
})

test('commands fail with a code while there is no connection', async () => {
  const { client } = startClient()
  await expect(client.listRooms()).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  await expect(client.createRoom('garden')).rejects.toMatchObject({ code: 'unavailable' })
})

test('[M3] messages left by an earlier client of the account go out once their room is joined', async () => {
  const storage = createMemoryOutbox()
  storage.put({ roomId: LOBBY, clientMessageId: key(77), text: 'hello', writtenAt: Date.UTC(2025, 0, 1) })
  const { links, connect, view } = startClient(undefined, { storage })
  await connect()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith())
  expect(view().outgoing).toMatchObject([{ clientMessageId: key(77), state: 'sending' }])
  expect(links.newest().take('message:send').command).toMatchObject({
    clientMessageId: key(77),
    text: 'hello',
  })
})

test('messages left by an earlier client for a room that the account is not in any more are refused, and do not go out when it joins again', async () => {
  const storage = createMemoryOutbox()
  const garden = parseRoomId('garden')
  storage.put({ roomId: garden, clientMessageId: key(77), text: 'hello', writtenAt: Date.UTC(2025, 0, 1) })
  const { client, links, connect, view } = startClient(undefined, { storage })
  await connect()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith())
  expect(storage.load()).toMatchObject([{ refused: { code: 'not_a_member', mayHaveArrived: true } }])
  const joining = client.joinRoom(garden)
  await answer(links.newest(), 'room:join', joinedWith({}, garden))
  await joining
  expect(view(garden).outgoing).toMatchObject([{ text: 'hello', state: 'refused' }])
  expect(links.newest().waiting()).toEqual([])
})

test('a client that is refused its own rooms begins again with a new connection', async () => {
  const { links, connect, clock } = startClient()
  await connect()
  links.newest().take('rooms:list').refuse('bad_request')
  await clock.advance(1_000)
  expect(links.all).toHaveLength(2)
})

test('[J3] reading back puts the page before in front, once, however often it is asked for', async () => {
  const { client, link, shown, view } = await startInLobby({ ...page(50, 60) })
  const reads = [client.loadOlder(LOBBY), client.loadOlder(LOBBY)]
  expect(view().loadingOlder).toBe(true)
  expect(link.waiting()).toEqual(['room:history'])

  expect(await answer(link, 'room:history', page(40, 50, { headSeq: seq(60) }))).toMatchObject({ before: 51 })
  await Promise.all(reads)
  expect(shown()[0]).toBe(40)
  expect(view().loadingOlder).toBe(false)
})

test('reading back asks for nothing when the oldest entry is held, or while there is no connection', async () => {
  const { client, link } = await startInLobby({ ...page(1, 5) })
  await client.loadOlder(LOBBY)
  expect(link.waiting()).toEqual([])
  link.end()
  await client.loadOlder(LOBBY)
})

test("unread are others' messages after the place read to, among those held", async () => {
  const own = message(8, { sender: ann })
  const { view, link } = await startInLobby({ ...page(4, 6), readSeq: seq(5) })
  expect(view()).toMatchObject({ unread: 1, unreadIsAtLeast: false })
  link.tell('room:entries', live(7, 8, { entries: [message(7), own] }))
  expect(view()).toMatchObject({ unread: 2 })
})

test('there are more unread messages than those held when the page begins after the place read to', async () => {
  const { view } = await startInLobby({ ...page(10, 12), readSeq: seq(5) })
  expect(view()).toMatchObject({ unread: 3, unreadIsAtLeast: true })
})

test('[J5] reading moves forward only, is told at most once a second, and ends with the newest place', async () => {
  const { client, link, clock, view } = await startInLobby({ ...page(1, 50) })
  for (let at = 1; at <= 40; at++) client.markRead(LOBBY, seq(at))
  client.markRead(LOBBY, seq(7))
  expect(view()).toMatchObject({ readSeq: 40, unread: 10 })
  expect(link.take('read:mark').command.seq).toBe(1)

  await clock.advance(999)
  expect(link.waiting()).toEqual([])
  await clock.advance(1)
  expect(link.take('read:mark').command.seq).toBe(40)
})

test('[J5] what was read on another connection counts here, too', async () => {
  const { link, view } = await startInLobby({ ...page(1, 10) })
  link.tell('read:marked', { roomId: LOBBY, seq: seq(9) })
  expect(view()).toMatchObject({ readSeq: 9, unread: 1 })
  link.tell('read:marked', { roomId: LOBBY, seq: seq(3) })
  expect(view().readSeq).toBe(9)
})

test('[J5] what is to be read once more is unread on all devices, until it is read again', async () => {
  const { client, link, clock, view } = await startInLobby({ ...page(1, 10), readSeq: seq(10) })
  client.markUnread(LOBBY, seq(8))
  expect(view()).toMatchObject({ readSeq: 7, unread: 3 })
  const told = link.take('read:mark')
  expect(told.command).toMatchObject({ seq: 7, back: true })
  told.answer(null)
  await settled()
  client.markUnread(LOBBY, seq(9))
  expect(view().readSeq).toBe(7)

  link.tell('read:marked', { roomId: LOBBY, seq: seq(9) })
  expect(view().readSeq).toBe(9)
  link.tell('read:marked', { roomId: LOBBY, seq: seq(4), back: true })
  expect(view()).toMatchObject({ readSeq: 4, unread: 6 })
  await clock.advance(1_000)
  expect(link.waiting()).toEqual([])
  client.markRead(LOBBY, seq(10))
  expect(link.take('read:mark').command).toEqual({ roomId: LOBBY, seq: 10 })
})

test('[J5] what is to be read once more is told when the connection is back, also where the server knows of more', async () => {
  const started = await startInLobby({ ...page(1, 10), readSeq: seq(10) })
  const { client, link, links, view } = started
  link.end()
  client.markUnread(LOBBY, seq(3))
  await comeBack(started, { ...page(1, 0, { headSeq: seq(10) }), readSeq: seq(10) })
  expect(links.newest().take('read:mark').command).toMatchObject({ seq: 2, back: true })
  expect(view()).toMatchObject({ readSeq: 2, unread: 8 })
})

test('[J5] whoever went back on another device while this one was away is not taken forward by it', async () => {
  const started = await startInLobby({ ...page(1, 10), readSeq: seq(10) })
  const { link, links, clock, view } = started
  link.end()
  await comeBack(started, { ...page(1, 0, { headSeq: seq(10) }), readSeq: seq(4) })
  expect(view()).toMatchObject({ readSeq: 4, unread: 6 })
  await clock.advance(5_000)
  expect(links.newest().waiting()).not.toContain('read:mark')
})

test('[J5] an answer to what was told before somebody went back means nothing', async () => {
  const { client, link, view, clock } = await startInLobby({ ...page(1, 10), readSeq: seq(1) })
  client.markRead(LOBBY, seq(10))
  const forward = link.take('read:mark')
  client.markUnread(LOBBY, seq(6))
  const back = link.take('read:mark')
  expect(back.command).toMatchObject({ seq: 5, back: true })
  forward.answer(null)
  back.answer(null)
  await settled()
  expect(view().readSeq).toBe(5)
  await clock.advance(1_000)
  client.markRead(LOBBY, seq(10))
  expect(link.take('read:mark').command).toMatchObject({ seq: 10 })
})

test('[M2] a client that is stopped and started again has its rooms, and sends what waits', async () => {
  const { client, links, view, connect } = await startInLobby({ ...page(1, 3) })
  client.stop()
  client.send(LOBBY, 'written meanwhile')
  await connect()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ ...page(1, 0, { headSeq: seq(3) }) }))
  expect(view().outgoing).toMatchObject([{ text: 'written meanwhile', state: 'sending' }])
  expect(links.newest().take('message:send').command).toMatchObject({ text: 'written meanwhile' })
})

test('[J5] what was read while the connection was lost is told when it is back', async () => {
  const { client, link, links, clock, view } = await startInLobby({ ...page(1, 10) })
  link.end()
  client.markRead(LOBBY, seq(10))
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ ...page(1, 0, { headSeq: seq(10) }) }))
  expect(links.newest().take('read:mark').command.seq).toBe(10)
  expect(view().unread).toBe(0)
})

test('[P3] typing of others is shown until it ends by itself, or with their message', async () => {
  const { link, clock, view } = await startInLobby()
  link.tell('typing:changed', { roomId: LOBBY, user: bob, typing: true })
  expect(view().typing).toEqual([bob])
  await clock.advance(6_000)
  expect(view().typing).toEqual([])

  link.tell('typing:changed', { roomId: LOBBY, user: bob, typing: true })
  link.tell('room:entries', live(1, 1))
  expect(view().typing).toEqual([])
})

test('[P3] typing is said at once, again every 3 s while it goes on, and once when it ends', async () => {
  const { client, link, clock } = await startInLobby()
  const said: boolean[] = []
  for (let tenths = 0; tenths < 65; tenths++) {
    client.setTyping(LOBBY, true)
    await clock.advance(100)
    while (link.waiting().length > 0) said.push(link.take('typing:set').command.typing)
  }
  client.setTyping(LOBBY, false)
  client.setTyping(LOBBY, false)
  while (link.waiting().length > 0) said.push(link.take('typing:set').command.typing)
  expect(said).toEqual([true, true, true, false])
})

test('[P2] changes of presence add and remove users; a large room tells only how many', async () => {
  const { link, view } = await startInLobby()
  const told = { roomId: LOBBY, count: 2, delta: { joined: [bob], left: [] } }
  link.tell('presence:changed', told)
  link.tell('presence:changed', told)
  expect(view().presence).toEqual({ count: 2, users: [ann, bob] })
  link.tell('presence:changed', { roomId: LOBBY, count: 1, delta: { joined: [], left: [bob.userId] } })
  expect(view().presence).toEqual({ count: 1, users: [ann] })
  link.tell('presence:changed', { roomId: LOBBY, count: 5_000, delta: null })
  expect(view().presence).toEqual({ count: 5_000, users: [ann] })
})

test('a listener is called once for all that changed in one turn, and the state stays the same object meanwhile', async () => {
  const { client, link } = await startInLobby({ ...page(1, 5) })
  let calls = 0
  const unsubscribe = client.subscribe(() => calls++)
  for (let at = 6; at < 20; at++) link.tell('room:entries', live(at, at))
  client.send(LOBBY, 'hello')
  await settled()
  expect(calls).toBe(1)
  expect(client.getState()).toBe(client.getState())

  unsubscribe()
  link.tell('room:entries', live(20, 20))
  await settled()
  expect(calls).toBe(1)
})

test('a change of one room leaves the view of another the same object', async () => {
  const { client, link, view } = await startInLobby()
  const garden = parseRoomId('garden')
  const joining = client.joinRoom(garden)
  await answer(link, 'room:join', joinedWith({}, garden))
  await joining
  const before = view(garden)
  link.tell('room:entries', live(1, 1))
  expect(view(garden)).toBe(before)
})

test('an observer hears what arrives before it is sorted out, duplicates included', async () => {
  const heard: [string, number[]][] = []
  const observer: ChatObserver = {
    entries: (_roomId, _epoch, entries, source) => heard.push([source, seqsOf(entries)]),
  }
  const { link } = await startInLobby({ ...page(1, 2) }, observer)
  link.tell('room:entries', live(2, 3))
  link.tell('room:entries', live(2, 3))
  expect(heard).toEqual([
    ['join', [1, 2]],
    ['live', [2, 3]],
    ['live', [2, 3]],
  ])
})

test('an observer hears of each join with the position it carried', async () => {
  const joins: [number | null, number][] = []
  const observer: ChatObserver = {
    joined: (_roomId, from, { headSeq }) => joins.push([from?.seq ?? null, headSeq]),
  }
  const { link, links, clock } = await startInLobby({ ...page(1, 2) }, observer)
  link.end()
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ ...page(3, 4) }))
  expect(joins).toEqual([
    [null, 2],
    [2, 4],
  ])
})

test('a room that was made, and whose answer was lost, shows all the same', async () => {
  const tea = parseRoomId('tea')
  const { client, link } = await startInLobby()
  const making = client.createRoom('Tea')
  link.take('room:create').refuse('unavailable')
  await expect(making).rejects.toMatchObject({ code: 'unavailable' })
  await answer(link, 'rooms:list', directory(LOBBY, tea))
  await answer(link, 'room:join', joinedWith({}, tea))
  expect(client.getState().rooms.has(tea)).toBe(true)
})

test('nothing of an account that has ended stays in the storage', async () => {
  const { client, storage, connect } = startClient()
  await connect()
  client.send(LOBBY, 'never sent')
  expect(storage.load()).toHaveLength(1)
  client.end()
  expect(storage.load()).toEqual([])
  expect(client.getState().connection.state).toBe('stopped')
})

test('[P2] what a link told of presence before it ended does not change what the next one answers', async () => {
  const { link, links, clock, view } = await startInLobby()
  link.end()
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  links
    .newest()
    .tell('presence:changed', { roomId: LOBBY, count: 0, delta: { joined: [], left: [ann.userId] } })
  links.newest().end()
  await clock.advance(1_000)
  links.newest().welcome()
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ presence: { count: 2, users: [ann, bob] } }))
  expect(view().presence).toEqual({ count: 2, users: [ann, bob] })
})

test('a gap in a room that the user is no member of any more is not asked for again and again', async () => {
  const { client, link, clock } = await startInLobby({ ...page(1, 5) })
  link.tell('room:entries', live(7, 7))
  await clock.advance(0)
  link.take('room:history').refuse('not_a_member')
  await settled()
  link.take('room:join').refuse('not_a_member')
  await clock.advance(60_000)
  expect(link.waiting()).toEqual([])
  expect(client.getState().rooms.size).toBe(0)
})

test('a room that is being entered is the same room when the list names it', async () => {
  const garden = parseRoomId('garden')
  const { client, link, view } = await startInLobby()
  const joining = client.joinRoom(garden)
  link.tell('rooms:changed')
  await answer(link, 'rooms:list', directory(LOBBY, garden))
  link.tell('room:entries', { ...live(2, 2), roomId: garden })
  await answer(link, 'room:join', joinedWith({ ...page(1, 1) }, garden))
  await joining
  expect(link.waiting()).toEqual([])
  expect(seqsOf(view(garden).timeline.entries)).toEqual([1, 2])
})

test('however often something is to be looked for, one list is asked for at a time', async () => {
  const { client, link, clock } = await startInLobby()
  const tries = Array.from({ length: 5 }, () => client.createRoom('Tea').catch(() => undefined))
  for (const _ of tries) link.take('room:create').refuse('unavailable')
  await Promise.all(tries)
  expect(link.waiting()).toEqual(['rooms:list'])
  await answer(link, 'rooms:list', directory(LOBBY))
  await answer(link, 'rooms:list', directory(LOBBY))
  await clock.advance(10_000)
  expect(link.waiting()).toEqual([])
})

test('[C2] a change is asked for again under the same key until it is answered', async () => {
  const { client, link, clock } = await startInLobby({ ...page(1, 3) })
  const changed = client.change(LOBBY, message(2, { sender: ann }), 'new')
  const first = link.take('message:change')
  const { roomId, seq: at, mid, text } = first.command
  expect({ roomId, at, mid, text }).toEqual({ roomId: LOBBY, at: 2, mid: message(2).mid, text: 'new' })
  first.refuse('unavailable')
  await clock.advance(1_500)
  const second = link.take('message:change')
  expect(second.command).toEqual(first.command)
  second.answer({ seq: seq(4), epoch: epoch('epoch-1'), mid: message(4).mid, sentAt: 0, duplicate: true })
  await changed
})

test('[C2] a reaction is asked for again under the same key until it is answered', async () => {
  const { client, link, clock } = await startInLobby({ ...page(1, 3) })
  const reacted = client.react(LOBBY, message(2), '👍', true)
  const first = link.take('message:react')
  const { clientMessageId, ...command } = first.command
  expect(command).toEqual({ roomId: LOBBY, seq: 2, mid: message(2).mid, emoji: '👍', on: true })
  first.refuse('unavailable')
  await clock.advance(1_500)
  const second = link.take('message:react')
  expect(second.command.clientMessageId).toBe(clientMessageId)
  second.answer({ seq: seq(4), epoch: epoch('epoch-1'), mid: message(4).mid, sentAt: 0, duplicate: true })
  await reacted
})

test('a change without a connection, or whose connection ends, is not said to be done', async () => {
  const { client, link, clock } = await startInLobby({ ...page(1, 3) })
  const own = message(2, { sender: ann })
  const refused = client.change(LOBBY, own, null)
  link.take('message:change').refuse('not_the_sender')
  await expect(refused).rejects.toMatchObject({ code: 'not_the_sender' })
  const lost = client.change(LOBBY, own, null)
  link.end()
  await Promise.all([expect(lost).rejects.toMatchObject({ code: 'unavailable' }), clock.advance(0)])
  await expect(client.change(LOBBY, own, null)).rejects.toMatchObject({ code: 'unavailable' })
})

test('what is asked right after a reconnect waits for the room to be joined again, or for that to fail', async () => {
  const { client, links, link, clock } = await startInLobby({ ...page(1, 3) })
  link.end()
  await clock.advance(5_000)
  links.newest().welcome()
  await settled()
  expect(client.getState().connection.state).toBe('connected')
  const pinning = client.pin(LOBBY, message(2), true)
  const choosing = client.setNotifyLevel(LOBBY, 'none')
  await answer(links.newest(), 'rooms:list', directory(LOBBY))
  await answer(links.newest(), 'room:join', joinedWith({ ...page(4, 0), headSeq: seq(3) }))
  const receipt = { seq: seq(4), epoch: epoch('epoch-1'), mid: message(4).mid, sentAt: 0, duplicate: false }
  expect(await answer(links.newest(), 'message:pin', receipt)).toMatchObject({ roomId: LOBBY, seq: 2 })
  expect(await answer(links.newest(), 'room:notify', null)).toEqual({ roomId: LOBBY, level: 'none' })
  await Promise.all([pinning, choosing])

  links.newest().end()
  await clock.advance(5_000)
  links.newest().welcome()
  await settled()
  const lost = client.pin(LOBBY, message(2), true)
  links.newest().end()
  await Promise.all([expect(lost).rejects.toMatchObject({ code: 'unavailable' }), clock.advance(0)])
  await expect(client.pin(LOBBY, message(2), true)).rejects.toMatchObject({ code: 'unavailable' })
})
