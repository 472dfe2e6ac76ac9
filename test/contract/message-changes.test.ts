import { type Entry, type EntryId, parseClientMessageId, parseSeq, type SendReceipt } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { parseBatch } from '../../apps/server/src/redis/log-replies.js'
import { eventually } from '../support/eventually.js'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')

/** A room of Ann and Bob, and what they do to messages there. */
async function roomOfTwo() {
  const stores = await connectStores()
  const { roomId } = await stores.rooms.create('room', 'room', ann)
  await stores.rooms.join(roomId, ann)
  await stores.rooms.join(roomId, bob)
  let changes = 0
  return {
    ...stores,
    roomId,
    async say(text: string, sender = ann) {
      const message = draft(roomId, sender, text)
      return { ...(await stores.log.append(message)), key: message.clientMessageId }
    },
    change(
      target: Pick<SendReceipt, 'seq' | 'mid'>,
      text: string | null,
      { sender = ann, key = `change-${++changes}-000` } = {},
    ) {
      const clientMessageId = parseClientMessageId(key)
      return stores.changes.change({ roomId, sender, clientMessageId, target, text })
    },
    react(
      target: Pick<SendReceipt, 'seq' | 'mid'>,
      emoji: string,
      on: boolean,
      { sender = ann, key = `change-${++changes}-000` } = {},
    ) {
      const clientMessageId = parseClientMessageId(key)
      return stores.changes.react({ roomId, sender, clientMessageId, target, emoji, on })
    },
    /** All that a member is told of the log, by every way of reading it. */
    async told(): Promise<Entry[][]> {
      const { epoch, entries } = await stores.log.resume({ user: bob, moderatesAll: false }, { roomId })
      const [first] = entries
      if (!first) throw new Error('an empty log')
      const position = { epoch, seq: first.seq, mid: first.mid }
      const pages = await Promise.all([
        stores.log.resume({ user: bob, moderatesAll: false }, { roomId, position }),
        stores.log.page(bob.userId, { roomId, epoch, limit: 100, after: parseSeq(0) }),
        stores.log.page(bob.userId, { roomId, epoch, limit: 100, before: parseSeq(1_000) }),
        // What a feed reads to repair itself.
        stores.log.readAfter(roomId, position).then(({ page }) => page),
      ])
      return [entries, ...pages.map(page => [...page.entries])].map(page => [...page])
    },
  }
}

test('[C1] a change is an entry of its own behind the message, and its sender alone can make it', async () => {
  const { say, change, roomId, connections, keys, log } = await roomOfTwo()
  const message = await say('helo')
  const heard: Entry[] = []
  await connections.channels.subscribe(keys.feed(roomId), {
    message: batch => void heard.push(...parseBatch(batch).entries),
    resumed: () => undefined,
  })
  const receipt = await change(message, 'hello')
  expect(receipt).toMatchObject({ seq: message.seq + 1, epoch: message.epoch, duplicate: false })
  const entry = { kind: 'message-changed', sender: ann, target: message.mid, text: 'hello', seq: receipt.seq }
  await eventually(() => expect(heard).toMatchObject([entry]))
  expect((await log.resume({ user: bob, moderatesAll: false }, { roomId })).entries.at(-1)).toEqual(heard[0])

  expect(await codeOf(change(message, 'mine', { sender: bob }))).toBe('not_the_sender')
  expect(await codeOf(change(message, null, { sender: bob }))).toBe('not_the_sender')
  expect(await codeOf(change(message, 'mine', { sender: user('eve') }))).toBe('not_a_member')
  expect((await log.head(roomId)).seq).toBe(receipt.seq)
})

test('[C1] what is no message of this room, or none any more, cannot be changed', async () => {
  const { say, change, log, roomId } = await roomOfTwo()
  const message = await say('hello')
  const change1 = await change(message, 'hello again')
  const [joined] = (await log.resume({ user: ann, moderatesAll: false }, { roomId })).entries
  if (!joined) throw new Error('an empty log')
  const wrong = [
    { ...message, mid: 'another-entry' as EntryId },
    { ...message, seq: parseSeq(999) },
    { ...message, seq: parseSeq(0) },
    { ...message, seq: joined.seq, mid: joined.mid },
    change1,
  ]
  for (const target of wrong) expect(await codeOf(change(target, 'no'))).toBe('not_found')
  await change(message, null)
  expect(await codeOf(change(message, 'no'))).toBe('not_found')
  expect(await codeOf(change(message, null))).toBe('not_found')
})

test('[C1] who has left the room changes nothing there, and what was trimmed is changed by nobody', async () => {
  const { say, change, rooms, roomId, redis, keys } = await roomOfTwo()
  const early = await say('early')
  const ofBob = await say('of Bob', bob)
  await rooms.leave(roomId, bob)
  expect(await codeOf(change(ofBob, null, { sender: bob }))).toBe('not_a_member')
  await redis.xtrim(keys.log(roomId), 'MINID', `${early.seq + 1}-0`)
  expect(await codeOf(change(early, 'late'))).toBe('not_found')
})

test('[C2] the same key is one change, also after it, and with another text it is a conflict', async () => {
  const { say, change, log, roomId } = await roomOfTwo()
  const message = await say('hello')
  const key = 'the-same-key'
  const first = await change(message, 'one', { key })
  expect(await change(message, 'one', { key })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(change(message, 'two', { key }))).toBe('conflict')
  const deletion = await change(message, null, { key: 'another-key' })
  expect(await change(message, null, { key: 'another-key' })).toEqual({ ...deletion, duplicate: true })
  expect((await log.head(roomId)).seq).toBe(deletion.seq)

  // Nor is a message of the same key the same as a change, whatever it says.
  const other = await say('hello again')
  const asText = await say(JSON.stringify(['x', other.seq, other.mid]))
  expect(await codeOf(change(other, 'x', { key: asText.key }))).toBe('conflict')
})

test('[C3] what a deleted message ever said is told to nobody any more', async () => {
  const { say, change, told } = await roomOfTwo()
  const nasty = 'secret "text":"secret"} \\ "target":"x" secret'
  const message = await say(nasty)
  const other = await say('kept "text":"kept"}')
  await change(message, `${nasty} 2`)
  await change(other, 'kept 2')
  await change(message, null)
  for (const entries of await told()) {
    expect(JSON.stringify(entries)).not.toContain('secret')
    const said = entries.flatMap(entry => ('text' in entry ? [entry.text] : []))
    expect(said).toEqual(['', 'kept "text":"kept"}', '', 'kept 2', null])
  }
})

test('[M10] a message stands with the one it answers, which is part of what its key stands for', async () => {
  const { say, change, log, roomId, told } = await roomOfTwo()
  const { seq, mid } = await say('who comes?')
  const reply = { ...draft(roomId, bob, 'me "text":"me"'), replyTo: { seq, mid } }
  const receipt = await log.append(reply)
  expect(await log.append(reply)).toEqual({ ...receipt, duplicate: true })
  const { replyTo: _, ...withoutIt } = reply
  expect(await codeOf(log.append(withoutIt))).toBe('conflict')
  expect(await codeOf(log.append({ ...reply, replyTo: { seq: receipt.seq, mid: receipt.mid } }))).toBe(
    'conflict',
  )
  // Nor is it one with a message that says what a reply is made of.
  const asText = { ...withoutIt, text: JSON.stringify([seq, mid, reply.text]) }
  expect(await codeOf(log.append(asText))).toBe('conflict')
  for (const entries of await told())
    expect(entries.at(-1)).toMatchObject({ text: reply.text, replyTo: { seq, mid } })

  // As any message it can be deleted, and names still what it answered.
  await change(receipt, null, { sender: bob })
  for (const entries of await told())
    expect(entries.at(-2)).toMatchObject({ text: '', replyTo: { seq, mid } })
})

test('[C3] what is remembered of deletions goes no further back than the log', async () => {
  const { say, change, redis, keys, roomId } = await roomOfTwo()
  await change(await say('early'), null)
  for (let count = 0; count < 30; count += 1)
    await Promise.all(Array.from({ length: 100 }, (_, index) => say(`n${index}`)))
  await change(await say('late'), null)
  expect(await redis.zcard(keys.deleted(roomId))).toBe(1)
})

test('[C4] a reaction of any member is an entry behind the message; one key is one reaction', async () => {
  const { say, react, told } = await roomOfTwo()
  const message = await say('hello')
  const key = 'the-same-key'
  const receipt = await react(message, '👍', true, { sender: bob, key })
  expect(receipt).toMatchObject({ seq: message.seq + 1, epoch: message.epoch, duplicate: false })
  expect(await react(message, '👍', true, { sender: bob, key })).toEqual({ ...receipt, duplicate: true })
  expect(await codeOf(react(message, '👍', false, { sender: bob, key }))).toBe('conflict')
  expect(await codeOf(react(message, '🎉', true, { sender: bob, key }))).toBe('conflict')
  await react(message, '🎉', false)
  const reaction = { kind: 'message-reacted', target: message.mid }
  for (const entries of await told())
    expect(entries.slice(-2)).toMatchObject([
      { ...reaction, sender: bob, emoji: '👍', on: true },
      { ...reaction, sender: ann, emoji: '🎉', on: false },
    ])
})

test('[C4] who is no member, and whoever names no message that is left, reacts to nothing', async () => {
  const { say, change, react, log, roomId } = await roomOfTwo()
  const message = await say('hello')
  expect(await codeOf(react(message, '👍', true, { sender: user('eve') }))).toBe('not_a_member')
  expect(await codeOf(react({ ...message, mid: 'another-entry' as EntryId }, '👍', true))).toBe('not_found')
  const reaction = await react(message, '👍', true)
  expect(await codeOf(react(reaction, '👍', true))).toBe('not_found')
  const { seq } = await change(message, null)
  expect(await codeOf(react(message, '👍', true))).toBe('not_found')
  expect((await log.head(roomId)).seq).toBe(seq)
})
