import { type ClientMessageId, RECEIPT_TTL_SECONDS, type SendMessage, TEXT_MAX_BYTES } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createMemoryOutbox } from '../../../packages/client/src/memory-outbox.js'
import { createOutbox } from '../../../packages/client/src/outbox.js'
import type { OutboxStorage } from '../../../packages/client/src/outbox-storage.js'
import { createFakeClock, settled } from './fake-clock.js'
import { createFakeLinks } from './fake-links.js'
import { ann, bob, epoch, key, LOBBY, message, picture, seq } from './make.js'

/** An outbox with one room; `sent()` takes the message that is in flight. */
function startOutbox({
  storage = createMemoryOutbox(),
  firstKey = 1,
}: {
  storage?: OutboxStorage
  firstKey?: number
} = {}) {
  const clock = createFakeClock()
  const links = createFakeLinks(clock)
  let isReady = true
  let nextKey = firstKey
  const failures: [ClientMessageId, string][] = []

  const outbox = createOutbox({
    userId: ann.userId,
    storage,
    clock,
    random: () => 0,
    newKey: () => key(nextKey++),
    linkOf: () => (isReady && link().link.isOpen() ? link().link : null),
    acked: () => {},
    sendFailed: (_roomId, clientMessageId, { code }) => failures.push([clientMessageId, code]),
    changed: () => {},
  })
  const room = outbox.room(LOBBY)

  function connect() {
    links.openLink(['websocket'], { facts: { 'server:welcome': () => {} } as never, ended: () => {} })
    link().welcome()
  }
  const link = () => links.newest()
  const texts = () => room.outgoing().map(({ text, state }) => `${text}: ${state}`)
  const sent = () => link().take('message:send')
  const isInFlight = () => link().waiting().length > 0

  connect()
  return {
    clock,
    storage,
    outbox,
    room,
    link,
    connect,
    sent,
    isInFlight,
    texts,
    failures,
    setReady: (ready: boolean) => (isReady = ready),
  }
}

const receipt = (at: number) => ({
  seq: seq(at),
  epoch: epoch('epoch-1'),
  mid: message(at).mid,
  sentAt: 0,
  duplicate: false,
})

const keysOf = (storage: OutboxStorage) => storage.load().map(stored => stored.clientMessageId)

test('a message is in the storage before send returns', () => {
  const { room, storage } = startOutbox()
  room.send('hello')
  expect(storage.load()).toMatchObject([{ roomId: LOBBY, clientMessageId: key(1), text: 'hello' }])
})

test('a message that cannot be stored is not queued, and the writer hears of it', () => {
  const full: OutboxStorage = {
    ...createMemoryOutbox(),
    put: () => {
      throw new Error('quota exceeded')
    },
  }
  const { room, isInFlight } = startOutbox({ storage: full })
  expect(() => room.send('hello')).toThrow('quota exceeded')
  expect(room.outgoing()).toEqual([])
  expect(isInFlight()).toBe(false)
})

test('[M6] messages written while one is in flight wait for its answer and follow in order', async () => {
  const { room, sent, isInFlight, texts } = startOutbox()
  for (const text of ['one', 'two', 'three']) room.send(text)
  expect(texts()).toEqual(['one: sending', 'two: queued', 'three: queued'])

  for (const [index, text] of ['one', 'two', 'three'].entries()) {
    const inFlight = sent()
    expect(inFlight.command.text).toBe(text)
    expect(isInFlight()).toBe(false)
    inFlight.answer(receipt(index + 1))
    await settled()
  }
  expect(texts()).toEqual(['one: acked', 'two: acked', 'three: acked'])
})

test('[M3] every attempt of a message carries the same key: after no answer, a refusal that may pass, a lost connection', async () => {
  const { room, sent, connect, link, clock, texts } = startOutbox()
  const attempts: SendMessage[] = []
  room.send('hello')

  attempts.push(sent().command)
  await clock.advance(5_250)

  const refused = sent()
  attempts.push(refused.command)
  refused.refuse('rate_limited', 60_000)
  await clock.advance(59_999)
  expect(texts()).toEqual(['hello: queued'])
  await clock.advance(1)

  attempts.push(sent().command)
  link().end()
  await settled()
  connect()
  room.roomReady()
  attempts.push(sent().command)

  expect(attempts).toHaveLength(4)
  for (const attempt of attempts)
    expect(attempt).toEqual({ roomId: LOBBY, clientMessageId: key(1), text: 'hello' })
})

test('[M6] a message that must be retried keeps its place before those written after it', async () => {
  const { room, sent, clock } = startOutbox()
  room.send('one')
  room.send('two')
  sent().refuse('unavailable')
  await clock.advance(500)

  const first = sent()
  expect(first.command.text).toBe('one')
  first.answer(receipt(1))
  await settled()
  expect(sent().command.text).toBe('two')
})

test('[M10] [F2] what a message answers and carries goes along with every attempt, after a reload and when it is sent anew', async () => {
  const { room, link, sent, clock, storage, setReady } = startOutbox()
  const replyTo = { seq: seq(3), mid: message(3).mid }
  room.send('yes', { replyTo, files: [picture] })
  room.send('no answer')
  const first = sent()
  expect(first.command).toMatchObject({ replyTo, fileIds: [picture.fileId] })
  expect(room.outgoing()).toMatchObject([{ files: [picture] }, {}])
  first.refuse('unavailable')
  await clock.advance(5_000)
  const second = sent()
  expect(second.command).toEqual(first.command)
  setReady(false)
  link().end()
  await settled()

  const reloaded = startOutbox({ storage, firstKey: 10 })
  reloaded.room.roomReady()
  const third = reloaded.sent()
  expect(third.command).toEqual(first.command)
  third.refuse('not_a_member')
  await settled()
  const next = reloaded.sent()
  expect(next.command).not.toHaveProperty('replyTo')
  expect(next.command).not.toHaveProperty('fileIds')
  next.refuse('not_a_member')
  await settled()
  reloaded.room.retry(first.command.clientMessageId)
  expect(reloaded.sent().command).toMatchObject({ text: 'yes', replyTo, fileIds: [picture.fileId] })
})

test('an observer learns of every attempt that brought no receipt', async () => {
  const { room, sent, failures, clock } = startOutbox()
  room.send('hello')
  sent().refuse('rate_limited', 700)
  await clock.advance(700)
  sent().refuse('not_a_member')
  await settled()
  expect(failures).toEqual([
    [key(1), 'rate_limited'],
    [key(1), 'not_a_member'],
  ])
})

test('a message refused for good stays until it is discarded, and the next one goes on', async () => {
  const { room, sent, texts, storage } = startOutbox()
  room.send('far too long')
  room.send('short')
  sent().refuse('too_long')
  await settled()
  expect(texts()).toEqual(['far too long: refused', 'short: sending'])
  expect(storage.load()[0]?.refused?.code).toBe('too_long')

  room.discard(key(1))
  expect(texts()).toEqual(['short: sending'])
  expect(keysOf(storage)).toEqual([key(2)])
})

test('only a message that is not in the log can be discarded, and only a refused one sent anew', async () => {
  const { room, sent, texts, storage } = startOutbox()
  room.send('hello')
  room.send('behind it')
  room.discard(key(1))
  room.retry(key(1))
  expect(texts()).toEqual(['hello: sending', 'behind it: queued'])
  room.discard(key(2))
  sent().refuse('unavailable')
  await settled()
  room.discard(key(1))
  expect(texts()).toEqual(['hello: queued'])
  // Nor does a later client know.
  const later = startOutbox({ storage })
  later.room.discard(key(1))
  expect(later.texts()).toEqual(['hello: queued'])
})

test('a refused message that is sent anew has a new key and stands last', async () => {
  const { room, sent, texts, storage } = startOutbox()
  room.send('one')
  room.send('two')
  sent().refuse('not_a_member')
  await settled()

  room.retry(key(1))
  expect(texts()).toEqual(['two: sending', 'one: queued'])
  expect(keysOf(storage)).toEqual([key(2), key(3)])
})

test('in a full storage a refused message is sent anew in its own place, and what cannot be stored stays refused', async () => {
  const memory = createMemoryOutbox()
  const kept = { messages: 1 }
  const storage: OutboxStorage = {
    ...memory,
    put(message) {
      const isNew = !keysOf(memory).includes(message.clientMessageId)
      if (isNew && keysOf(memory).length >= kept.messages) throw new Error('quota exceeded')
      memory.put(message)
    },
  }
  const { room, sent, texts } = startOutbox({ storage })
  room.send('one', { files: [picture] })
  sent().refuse('not_a_member')
  await settled()
  room.retry(key(1))
  expect(texts()).toEqual(['one: sending'])
  expect(keysOf(storage)).toEqual([key(2)])

  sent().refuse('not_found')
  await settled()
  kept.messages = 0
  expect(() => room.retry(key(2))).toThrow('quota exceeded')
  expect(texts()).toEqual(['one: refused'])
  kept.messages = 1
  room.retry(key(2), false)
  expect(sent().command).not.toHaveProperty('fileIds')
})

test('an acked message is no longer stored, and leaves when the timeline shows its entry', async () => {
  const { room, sent, texts, storage } = startOutbox()
  room.shown({ epoch: epoch('epoch-1'), seq: seq(6) }, true)
  room.send('hello')
  sent().answer(receipt(7))
  await settled()
  expect(texts()).toEqual(['hello: acked'])
  expect(storage.load()).toEqual([])

  room.shown({ epoch: epoch('epoch-1'), seq: seq(7) }, false)
  expect(texts()).toEqual([])
})

test('a message whose entry is shown before its ack comes leaves with the entry, and the ack changes nothing', async () => {
  const { room, sent, texts, storage } = startOutbox()
  room.send('hello')
  const inFlight = sent()
  room.arrived(epoch('epoch-1'), [message(7, { sender: ann, clientMessageId: key(1) })])
  room.shown({ epoch: epoch('epoch-1'), seq: seq(7) }, false)
  expect(texts()).toEqual([])
  expect(storage.load()).toEqual([])

  inFlight.answer(receipt(7))
  await settled()
  expect(texts()).toEqual([])
})

test('an entry stands in for an ack that was lost, and the next message need not wait for it', async () => {
  const { room, sent } = startOutbox()
  room.send('one')
  room.send('two')
  sent()
  room.arrived(epoch('epoch-1'), [message(7, { sender: ann, clientMessageId: key(1) })])
  expect(sent().command.text).toBe('two')
})

test("another user's entry with the same key is not taken for one's own", () => {
  const { room, texts } = startOutbox()
  room.send('hello')
  room.arrived(epoch('epoch-1'), [message(7, { sender: bob, clientMessageId: key(1) })])
  expect(texts()).toEqual(['hello: sending'])
})

test('an acked message of a log that started anew does not stay for ever', async () => {
  const { room, sent, texts } = startOutbox()
  room.send('hello')
  sent().answer(receipt(7))
  await settled()
  room.shown({ epoch: epoch('epoch-2'), seq: seq(0) }, true)
  expect(texts()).toEqual([])
})

test('an ack from a new life of the log waits for the timeline to get there', async () => {
  const { room, sent, texts } = startOutbox()
  room.shown({ epoch: epoch('epoch-0'), seq: seq(100) }, true)
  room.send('hello')
  sent().answer(receipt(1))
  await settled()
  expect(texts()).toEqual(['hello: acked'])

  room.shown({ epoch: epoch('epoch-1'), seq: seq(1) }, true)
  expect(texts()).toEqual([])
})

test('[M3] unsent messages survive a reload and go out in order, under their keys, once the room is joined', async () => {
  const before = startOutbox()
  for (const text of ['one', 'two', 'three']) before.room.send(text)
  before.link().end()

  const after = startOutbox({ storage: before.storage, firstKey: 100 })
  expect(after.texts()).toEqual(['one: queued', 'two: queued', 'three: queued'])
  expect(after.isInFlight()).toBe(false)

  after.room.roomReady()
  for (const number of [1, 2, 3]) {
    const inFlight = after.sent()
    expect(inFlight.command.clientMessageId).toBe(key(number))
    inFlight.answer(receipt(number))
    await settled()
  }
  expect(after.storage.load()).toEqual([])
})

test('messages written within one millisecond keep their order over a reload', () => {
  const { room, storage } = startOutbox()
  for (let count = 0; count < 50; count++) room.send(`${count}`)
  const places = storage.load().map(stored => stored.writtenAt)
  expect(new Set(places).size).toBe(50)
})

test('a message stored for longer than its key is remembered is not sent again by itself', async () => {
  const storage = createMemoryOutbox()
  const now = createFakeClock().now()
  const stored = (number: number, text: string, writtenAt: number) =>
    storage.put({ roomId: LOBBY, clientMessageId: key(number), text, writtenAt })
  stored(1, 'yesterday', now - RECEIPT_TTL_SECONDS * 1_000)
  stored(2, 'today', now - 1_000)

  const { room, texts, sent } = startOutbox({ storage, firstKey: 100 })
  room.roomReady()
  expect(texts()).toEqual(['yesterday: refused', 'today: sending'])
  expect(room.outgoing()[0]).toMatchObject({
    message: expect.stringContaining('not known whether it arrived'),
  })
  expect(sent().command.text).toBe('today')
})

test('two tabs with the same unsent messages clear only what they saw accepted', async () => {
  const storage = createMemoryOutbox()
  const first = startOutbox({ storage, firstKey: 1 })
  first.setReady(false)
  first.room.send('from the first tab')
  const second = startOutbox({ storage, firstKey: 50 })
  second.setReady(false)
  second.room.send('from the second tab')
  first.room.send('again from the first')
  expect(keysOf(storage)).toHaveLength(3)

  second.setReady(true)
  second.room.roomReady()
  second.sent().answer(receipt(1))
  await settled()
  expect(keysOf(storage).sort()).toEqual([key(2), key(50)])
})

test('what is discarded in one tab is not sent by another, and what follows it is', async () => {
  const first = startOutbox({ firstKey: 1 })
  first.room.send('thought better of')
  first.sent().refuse('slow_mode', 60_000)
  await settled()
  first.room.send('meant')
  const second = startOutbox({ storage: first.storage, firstKey: 50 })
  expect(second.texts()).toEqual(['thought better of: queued', 'meant: queued'])

  first.room.discard(key(1))
  second.room.roomReady()
  expect(second.sent().command.text).toBe('meant')
  expect(second.texts()).toEqual(['meant: sending'])
})

test('what one tab has sent is not stored again by another that is refused it, or whose membership ends', async () => {
  const first = startOutbox({ firstKey: 1 })
  first.room.send('one')
  first.room.send('two')
  const second = startOutbox({ storage: first.storage, firstKey: 50 })
  second.room.roomReady()
  const refused = second.sent()
  for (const at of [1, 2]) {
    first.sent().answer(receipt(at))
    await settled()
  }
  refused.refuse('not_a_member')
  await settled()
  expect(second.texts()).toEqual([])

  const third = startOutbox({ storage: first.storage, firstKey: 90 })
  third.setReady(false)
  third.room.send('three')
  const fourth = startOutbox({ storage: first.storage, firstKey: 95 })
  third.room.discard(key(90))
  fourth.room.roomEnded()
  expect(fourth.texts()).toEqual([])
  expect(first.storage.load()).toEqual([])
})

test('a refused message that one tab has sent again or discarded is not sent once more by another', async () => {
  const first = startOutbox({ firstKey: 1 })
  first.room.send('hello')
  first.sent().refuse('muted')
  await settled()
  const second = startOutbox({ storage: first.storage, firstKey: 50 })
  expect(second.texts()).toEqual(['hello: refused'])
  first.room.retry(key(1))
  second.room.retry(key(1))
  expect(second.texts()).toEqual([])
  expect(second.isInFlight()).toBe(false)
})

test('messages not sent when the membership ends are refused, and do not go out when the user comes back', async () => {
  const { room, texts, setReady, isInFlight } = startOutbox()
  setReady(false)
  room.send('hello')
  room.roomEnded()
  expect(texts()).toEqual(['hello: refused'])

  setReady(true)
  room.roomReady()
  expect(isInFlight()).toBe(false)
})

test('what was under way when the membership ended is refused as perhaps there, and does not go out by itself later', async () => {
  const { room, sent, texts, setReady, isInFlight } = startOutbox()
  room.send('under way')
  room.send('behind it')
  setReady(false)
  room.roomEnded()
  sent().refuse('unavailable')
  await settled()
  expect(texts()).toEqual(['under way: refused', 'behind it: refused'])
  const messages = room.outgoing().map(item => (item.state === 'refused' ? item.message : ''))
  expect(messages[0]).toContain('not known whether this message arrived')
  expect(messages[1]).not.toContain('not known')
  expect(room.outgoing().map(item => 'mayHaveArrived' in item)).toEqual([true, false])
  setReady(true)
  room.roomReady()
  expect(isInFlight()).toBe(false)
})

test('a message sent after the session has ended still waits for the user to sign in again', async () => {
  const { room, sent, texts, storage } = startOutbox()
  room.send('hello')
  sent().refuse('unauthenticated')
  await settled()
  expect(texts()).toEqual(['hello: queued'])
  expect(storage.load()).toHaveLength(1)
})

test('a text the server would not take is refused before it is kept, and those behind it go on', () => {
  const { room, storage } = startOutbox()
  expect(() => room.send('ü'.repeat(TEXT_MAX_BYTES / 2 + 1))).toThrow('at most')
  expect(storage.load()).toEqual([])
  room.send('short enough')
  expect(room.outgoing().map(({ text }) => text)).toEqual(['short enough'])
})

test('[E4] however long Redis was away, a waiting message is sent within 1.5 s of its return', async () => {
  const { room, sent, isInFlight, clock } = startOutbox()
  room.send('still here')
  for (let failures = 0; failures < 10; failures += 1) {
    sent().refuse('unavailable')
    await settled()
    await clock.advance(1_500)
    expect(isInFlight()).toBe(true)
  }
})

test('[E4] a server that has looked for Redis all the time is asked again within 0.25 s, one that has not is left alone', async () => {
  const { room, sent, isInFlight, clock } = startOutbox()
  room.send('still here')
  for (let failures = 0; failures < 3; failures += 1) {
    await clock.advance(2_000)
    sent().refuse('unavailable')
    await settled()
    await clock.advance(250)
    expect(isInFlight()).toBe(true)
  }
  sent().refuse('unavailable')
  await settled()
  await clock.advance(700)
  expect(isInFlight()).toBe(false)
})
