import type { JoinedRoom, RoomSummary, SlowModeEntry } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { settled } from './fake-clock.js'
import { ann, bob, epoch, LOBBY, message, page, seq, standing } from './make.js'
import { startClient } from './start-client.js'

const summary: RoomSummary = {
  ...{ roomId: LOBBY, name: 'Lobby', topic: '', memberCount: 2, createdAt: 0 },
  kind: 'public',
}

function slow(at: number, seconds: number): SlowModeEntry {
  const { seq, mid, sender, sentAt } = message(at)
  return { kind: 'slow-mode-changed', seq, mid, sender, sentAt, seconds }
}

async function inRoom(fields: Partial<JoinedRoom> = {}) {
  const started = startClient()
  await started.connect()
  const link = started.links.newest()
  link.take('rooms:list').answer({ mine: [summary], others: [], next: null })
  await settled()
  const presence = { count: 1, users: [ann] }
  link.take('room:join').answer({
    ...page(1, 2),
    ...{ room: summary, pins: [], resync: null, readSeq: seq(2), presence },
    ...standing,
    ...fields,
  })
  await settled()
  const tell = (...entries: JoinedRoom['entries']) =>
    link.tell('room:entries', { roomId: LOBBY, epoch: epoch('epoch-1'), entries })
  const sent = () => link.take('message:send')
  const receiptOf = (at: number) => ({ ...message(at), epoch: epoch('epoch-1'), duplicate: false })
  return { ...started, link, tell, sent, receiptOf }
}

test('[R6] slow mode is known from the join, with what is left to wait, and follows what the log says', async () => {
  const { view, tell, clock } = await inRoom({ slowMode: { seconds: 30, waitMs: 12_000 } })
  expect(view().slowMode).toEqual({ seconds: 30, opensAt: clock.now() + 12_000 })
  tell(message(3))
  expect(view().slowMode?.opensAt).toBe(clock.now() + 12_000)
  // From any of one's own connections.
  tell(message(4, { sender: ann }))
  expect(view().slowMode?.opensAt).toBe(clock.now() + 30_000)
  tell(slow(5, 60))
  expect(view().slowMode).toEqual({ seconds: 60, opensAt: clock.now() })
  tell(slow(6, 0))
  expect(view().slowMode).toBe(null)
})

test('[R7] a message that came too early waits exactly as long as the server says, and the next behind it', async () => {
  const { client, view, clock, sent, receiptOf, link, tell } = await inRoom({
    slowMode: { seconds: 30, waitMs: 0 },
  })
  client.send(LOBBY, 'one')
  client.send(LOBBY, 'two')
  const first = sent()
  first.refuse('slow_mode', 12_345)
  await settled()
  expect(view().slowMode?.opensAt).toBe(clock.now() + 12_345)
  expect(view().outgoing.map(({ state }) => state)).toEqual(['queued', 'queued'])
  await clock.advance(12_344)
  expect(link.waiting()).toEqual([])
  await clock.advance(1)
  const again = sent()
  expect(again.command).toEqual(first.command)
  again.answer(receiptOf(3))
  tell(message(3, { sender: ann, clientMessageId: first.command.clientMessageId }))
  await settled()
  const second = sent()
  expect(second.command.text).toBe('two')
  second.refuse('slow_mode', 29_990)
  await clock.advance(29_990)
  expect(sent().command).toEqual(second.command)
})

test('[R7] what waits for its time goes out at once when slow mode is turned off, and can be discarded before', async () => {
  const { client, view, sent, link, tell, storage } = await inRoom({
    slowMode: { seconds: 3_600, waitMs: 0 },
  })
  for (const text of ['one', 'two', 'three']) client.send(LOBBY, text)
  const [one, two] = view().outgoing
  // It may be in the log by now: nobody knows yet.
  client.discard(LOBBY, one?.clientMessageId ?? '')
  client.discard(LOBBY, two?.clientMessageId ?? '')
  expect(view().outgoing.map(({ text }) => text)).toEqual(['one', 'three'])
  sent().refuse('slow_mode', 3_600_000)
  await settled()
  expect(storage.load().map(({ text }) => text)).toEqual(['one', 'three'])
  client.discard(LOBBY, one?.clientMessageId ?? '')
  expect(link.waiting()).toEqual([])
  tell(slow(3, 0))
  await settled()
  expect(sent().command.text).toBe('three')
})

test('[R6] setting it is said again with the same key until it is answered', async () => {
  const { client, link, clock, receiptOf } = await inRoom({ moderator: true })
  const setting = client.setSlowMode(LOBBY, 30)
  const first = link.take('room:slow-mode')
  first.refuse('unavailable')
  await clock.advance(3_000)
  const second = link.take('room:slow-mode')
  expect(second.command).toEqual(first.command)
  expect(first.command).toMatchObject({ roomId: LOBBY, seconds: 30 })
  second.answer(receiptOf(3))
  await setting
})

test('[J8] of what one wants to be told is known from the join, and follows what is said here and elsewhere', async () => {
  const { client, view, link } = await inRoom({ notifyLevel: 'all' })
  expect(view().notifyLevel).toBe('all')
  link.tell('notify:changed', { roomId: LOBBY, level: 'none' })
  expect(view().notifyLevel).toBe('none')
  const setting = client.setNotifyLevel(LOBBY, 'mentions')
  const { command, answer } = link.take('room:notify')
  expect(command).toEqual({ roomId: LOBBY, level: 'mentions' })
  expect(view().notifyLevel).toBe('none')
  answer(null)
  await setting
  expect(view().notifyLevel).toBe('mentions')
})

test('[J8] what is said while a join is answered is not undone by it; what was said before the connection was lost is', async () => {
  const { view, link, links, clock } = await inRoom()
  link.tell('room:resync', { roomId: LOBBY, reason: 'diverged' })
  await settled()
  link.tell('notify:changed', { roomId: LOBBY, level: 'none' })
  const answer = {
    ...page(1, 2),
    ...{ room: summary, pins: [], resync: null, readSeq: seq(2), presence: { count: 1, users: [ann, bob] } },
    ...standing,
  }
  link.take('room:join').answer(answer)
  await settled()
  expect(view().notifyLevel).toBe('none')

  link.tell('room:resync', { roomId: LOBBY, reason: 'diverged' })
  await settled()
  link.tell('notify:changed', { roomId: LOBBY, level: 'all' })
  link.end()
  await clock.advance(60_000)
  const next = links.newest()
  next.welcome()
  await settled()
  next.take('rooms:list').answer({ mine: [summary], others: [], next: null })
  await settled()
  next.take('room:join').answer({ ...answer, entries: [] })
  await settled()
  expect(view().notifyLevel).toBe('mentions')
})
