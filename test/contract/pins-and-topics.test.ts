import { type EntryId, type MessagePlace, PINS_MAX, parseClientMessageId, parseSeq } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')

/** A room of Ann and Bob, and what they do there. */
async function roomOfTwo() {
  const stores = await connectStores()
  const { roomId } = await stores.rooms.create('room', 'room', ann)
  await stores.rooms.join(roomId, ann)
  await stores.rooms.join(roomId, bob)
  let keys = 0
  const newKey = () => `pin-${++keys}-000`
  return {
    ...stores,
    roomId,
    async say(text: string): Promise<MessagePlace> {
      const { seq, mid } = await stores.log.append(draft(roomId, ann, text))
      return { seq, mid }
    },
    change: (target: MessagePlace, text: string | null) =>
      stores.changes.change({
        ...{ roomId, sender: ann, target, text },
        clientMessageId: parseClientMessageId(newKey()),
      }),
    pin(target: MessagePlace, on = true, { sender = bob, key = newKey() } = {}) {
      const clientMessageId = parseClientMessageId(key)
      return stores.changes.pin({ roomId, sender, clientMessageId, target, on })
    },
    setTopic(topic: string, { sender = bob, key = newKey(), inRoom = roomId } = {}) {
      const clientMessageId = parseClientMessageId(key)
      return stores.changes.setTopic({ roomId: inRoom, sender, clientMessageId, topic })
    },
    /** As who joins is told. */
    pins: async () => (await stores.log.resume({ user: bob, moderatesAll: false }, { roomId })).pins,
    head: () => stores.log.head(roomId),
  }
}

test('[C5] a pin of any member is an entry, and puts the message in front of the others', async () => {
  const { say, pin, pins, log, roomId } = await roomOfTwo()
  const [first, second] = [await say('first'), await say('second')]
  const receipt = await pin(first)
  expect(receipt).toMatchObject({ seq: second.seq + 1, duplicate: false })
  await pin(second, true, { sender: ann })
  expect(await pins()).toEqual([second, first])
  const { entries, headSeq, epoch } = await log.resume({ user: bob, moderatesAll: false }, { roomId })
  const pinned = { kind: 'message-pinned', sender: bob, target: first.mid, targetSeq: first.seq, on: true }
  expect(entries.at(-2)).toMatchObject(pinned)

  // Who resumes is told the same, in the same step as the head.
  const position = { epoch, seq: receipt.seq, mid: receipt.mid }
  const resumed = await log.resume({ user: bob, moderatesAll: false }, { roomId, position })
  expect(resumed).toMatchObject({ headSeq, pins: [second, first], entries: [{ target: second.mid }] })

  // Pinned once more, it goes to the front; and is there once.
  await pin(first)
  expect(await pins()).toEqual([first, second])
  await pin(first, false)
  expect(await pins()).toEqual([second])
  expect((await log.resume({ user: bob, moderatesAll: false }, { roomId })).entries.at(-1)).toMatchObject({
    ...pinned,
    on: false,
  })
})

test('[C5] [C2] the same key is one pin, also after it was taken away', async () => {
  const { say, pin, pins, head } = await roomOfTwo()
  const message = await say('hello')
  const key = 'the-same-key'
  const receipt = await pin(message, true, { key })
  expect(await codeOf(pin(message, false, { key }))).toBe('conflict')
  const { seq } = await pin(message, false)
  expect(await pin(message, true, { key })).toEqual({ ...receipt, duplicate: true })
  expect(await pins()).toEqual([])
  expect((await head()).seq).toBe(seq)
})

test('[C5] who is no member, and whoever names no message that is left, pins nothing', async () => {
  const { say, change, pin, pins, head } = await roomOfTwo()
  const message = await say('hello')
  expect(await codeOf(pin(message, true, { sender: user('eve') }))).toBe('not_a_member')
  expect(await codeOf(pin({ ...message, mid: 'another-entry' as EntryId }))).toBe('not_found')
  expect(await codeOf(pin({ ...message, seq: parseSeq(999) }, false))).toBe('not_found')
  expect(await codeOf(pin(await pin(message)))).toBe('not_found')
  const { seq } = await change(message, null)
  expect(await pins()).toEqual([])
  expect(await codeOf(pin(message))).toBe('not_found')
  expect(await codeOf(pin(message, false))).toBe('not_found')
  expect((await head()).seq).toBe(seq)
})

test('[C5] a room has 50 pinned messages; one that is pinned can be pinned again, and another in place of one', async () => {
  const { say, pin, pins, head } = await roomOfTwo()
  const messages: MessagePlace[] = []
  for (let count = 0; count <= PINS_MAX; count += 1) messages.push(await say(`message ${count}`))
  const [first, ...others] = messages
  if (!first) throw new Error('no messages')
  for (const message of others) await pin(message)
  const { seq } = await head()
  expect(await codeOf(pin(first))).toBe('too_many_pins')
  expect((await head()).seq).toBe(seq)
  const [second] = others
  if (!second) throw new Error('no messages')
  await pin(second)
  expect((await pins())[0]).toEqual(second)
  await pin(second, false)
  await pin(first)
  expect(await pins()).toEqual([first, ...others.slice(1).reverse()])
})

test('[C5] what was trimmed stays pinned until somebody takes it away, and cannot be pinned again', async () => {
  const { say, pin, pins, redis, keys, roomId } = await roomOfTwo()
  const early = await say('early')
  const { seq } = await pin(early)
  await redis.xtrim(keys.log(roomId), 'MINID', `${seq}-0`)
  expect(await pins()).toEqual([early])
  expect(await codeOf(pin(early))).toBe('not_found')
  await pin(early, false)
  expect(await pins()).toEqual([])
  expect(await codeOf(pin(early))).toBe('not_found')
})

test('[C6] a topic is an entry, stands in the summary, and with a join as of its head', async () => {
  const { setTopic, rooms, log, roomId } = await roomOfTwo()
  expect(await rooms.lookIn(roomId, ann.userId)).toMatchObject({ topic: '' })
  const { seq } = await setTopic('Tea, "text":"and" cake')
  const told = await log.resume({ user: ann, moderatesAll: false }, { roomId })
  expect(told).toMatchObject({ headSeq: seq, topic: 'Tea, "text":"and" cake' })
  expect(told.entries.at(-1)).toMatchObject({ kind: 'topic-changed', sender: bob, topic: told.topic })
  const [inList] = await rooms.summaries([roomId])
  for (const summary of [inList, await rooms.lookIn(roomId, ann.userId)])
    expect(summary).toMatchObject({ topic: told.topic })
  await setTopic('')
  expect(await rooms.lookIn(roomId, ann.userId)).toMatchObject({ topic: '' })
  expect(await log.resume({ user: ann, moderatesAll: false }, { roomId })).toMatchObject({ topic: '' })
})

test('[C6] [C2] the same key is one topic, and a stranger sets none', async () => {
  const { setTopic, rooms, head, roomId } = await roomOfTwo()
  const key = 'the-same-key'
  const receipt = await setTopic('Tea', { key })
  expect(await codeOf(setTopic('Coffee', { key }))).toBe('conflict')
  const { seq } = await setTopic('Coffee')
  expect(await setTopic('Tea', { key })).toEqual({ ...receipt, duplicate: true })
  expect(await codeOf(setTopic('Cocoa', { sender: user('eve') }))).toBe('not_a_member')
  expect(await rooms.lookIn(roomId, ann.userId)).toMatchObject({ topic: 'Coffee' })
  expect((await head()).seq).toBe(seq)
})

test('[C6] a conversation has no topic, but pinned messages', async () => {
  const { setTopic, rooms, log, changes, roomId: other } = await roomOfTwo()
  const roomId = (await rooms.openDirect(`${other}-d` as typeof other, ann, bob)).room.roomId
  expect(await codeOf(setTopic('Tea', { inRoom: roomId }))).toBe('bad_request')
  const { seq, mid } = await log.append(draft(roomId, ann, 'hello'))
  await changes.pin({ ...draft(roomId, bob, ''), target: { seq, mid }, on: true })
  expect((await log.resume({ user: ann, moderatesAll: false }, { roomId })).pins).toEqual([{ seq, mid }])
})
