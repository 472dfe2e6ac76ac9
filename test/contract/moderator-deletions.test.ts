import { type Entry, parseClientMessageId, parseRoomId, parseUserId, type Sender } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { codeOf, connectStores, draft, user } from './redis-stores.js'

const mira = user('mira')
const tom = user('tom')
const una = user('una')
const op = user('op')

/** A room that Mira made, in which are Tom, Una and an operator, and what is done to messages there. */
async function roomOfFour() {
  const stores = await connectStores()
  const { log, changes, rooms, restrictions } = stores
  const made = await rooms.create('room', 'room', mira)
  for (const one of [mira, tom, una, op]) await rooms.join(made.roomId, one)
  let keys = 0
  const newKey = () => `act-${++keys}-00000`
  return {
    ...stores,
    roomId: made.roomId,
    say: (sender: Sender, text: string) => log.append(draft(made.roomId, sender, text)),
    change: (
      by: Sender,
      target: Pick<Entry, 'seq' | 'mid'>,
      text: string | null,
      { key = newKey(), moderatesAll = false, roomId = made.roomId } = {},
    ) =>
      changes.change({
        ...{ roomId, sender: by, target, text, moderatesAll },
        clientMessageId: parseClientMessageId(key),
      }),
    restrict: (target: Sender, restriction: 'muted' | 'banned') =>
      restrictions.restrict({
        ...{ roomId: made.roomId, restriction, clientMessageId: parseClientMessageId(newKey()) },
        by: { user: op, moderatesAll: true },
        target: { user: target, moderatesAll: false, isGone: false },
      }),
    told: async () =>
      (await log.resume({ user: una, moderatesAll: false }, { roomId: made.roomId })).entries.slice(4),
  }
}

test('[R8] who made the room and who moderates all delete what others wrote there; nobody else does', async () => {
  const { say, change, roomId, log, told } = await roomOfFour()
  const [first, second, third] = [await say(tom, 'one'), await say(tom, 'two'), await say(mira, 'three')]
  expect(await codeOf(change(una, first, null))).toBe('not_the_sender')
  expect(await codeOf(change(op, first, null))).toBe('not_the_sender')
  expect(await codeOf(change(user('eve'), first, null))).toBe('not_a_member')
  expect(await codeOf(change(user('eve'), first, null, { moderatesAll: true }))).toBe('not_a_member')
  expect((await log.head(roomId)).seq).toBe(third.seq)

  await change(mira, first, null)
  await change(op, second, null, { moderatesAll: true })
  await change(op, third, null, { moderatesAll: true })
  expect(JSON.stringify(await told())).not.toMatch(/one|two|three/)
  expect(await told()).toMatchObject([
    ...[first, second, third].map(({ mid }) => ({ kind: 'message', mid, text: '' })),
    { kind: 'message-changed', target: first.mid, targetSeq: first.seq, text: null, sender: mira },
    { kind: 'message-changed', target: second.mid, text: null, sender: op },
    { kind: 'message-changed', target: third.mid, text: null, sender: op },
  ])
})

test('[R8] a moderator gives nobody else another text, and deletes nothing twice', async () => {
  const { say, change, roomId, log, told } = await roomOfFour()
  const message = await say(tom, 'one')
  expect(await codeOf(change(mira, message, 'other'))).toBe('not_the_sender')
  expect(await codeOf(change(op, message, 'other', { moderatesAll: true }))).toBe('not_the_sender')
  await change(tom, message, 'one, once more')
  const { seq } = await change(mira, message, null)
  expect(JSON.stringify(await told())).not.toContain('one')
  expect(await codeOf(change(op, message, null, { moderatesAll: true }))).toBe('not_found')
  expect(await codeOf(change(tom, message, 'again'))).toBe('not_found')
  expect((await log.head(roomId)).seq).toBe(seq)
})

test('[R8] in a conversation of two nobody deletes what the other wrote', async () => {
  const { change, rooms, log } = await roomOfFour()
  const roomId = parseRoomId('of-two')
  await rooms.openDirect(roomId, mira, tom)
  const message = await log.append(draft(roomId, tom, 'between us'))
  for (const moderatesAll of [false, true])
    expect(await codeOf(change(mira, message, null, { roomId, moderatesAll }))).toBe('not_the_sender')
  expect((await log.head(roomId)).seq).toBe(message.seq)
})

test('[R8] what a program wrote is deleted by moderators', async () => {
  const { say, change, webhooks, roomId, told } = await roomOfFour()
  const { webhookId } = await webhooks.add({
    ...{ roomId, by: { user: mira, moderatesAll: false }, name: 'CI' },
    clientMessageId: parseClientMessageId('add-000000'),
  })
  const message = await say({ userId: parseUserId(webhookId), name: 'Build 7', app: 'CI' }, 'it broke')
  expect(await codeOf(change(tom, message, null))).toBe('not_the_sender')
  await change(mira, message, null)
  expect((await told()).slice(1)).toMatchObject([
    { text: '', sender: { app: 'CI' } },
    { text: null, sender: mira },
  ])
})

test('[R8] [C2] the same key is one deletion, also once its moderator is one no more', async () => {
  const { say, change, restrict, roomId, log } = await roomOfFour()
  const [message, other] = [await say(tom, 'one'), await say(tom, 'two')]
  const key = 'the-same-key'
  const first = await change(mira, message, null, { key })
  expect(await change(mira, message, null, { key })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(change(mira, other, null, { key }))).toBe('conflict')
  const ofOp = await change(op, other, null, { key, moderatesAll: true })
  expect(await change(op, other, null, { key })).toEqual({ ...ofOp, duplicate: true })
  await restrict(mira, 'banned')
  expect(await change(mira, message, null, { key })).toEqual({ ...first, duplicate: true })
  expect(await codeOf(change(mira, message, null))).toBe('banned')
  expect((await log.head(roomId)).seq).toBe(ofOp.seq + 1)
})

test('[R8] [R3] a moderator who is muted deletes still, as they mute others still', async () => {
  const { say, change, restrict } = await roomOfFour()
  const message = await say(tom, 'one')
  await restrict(mira, 'muted')
  expect(await codeOf(change(mira, message, null))).toBe('accepted')
})

test('[R8] [C5] the pin of a message ends when a moderator deletes it', async () => {
  const { say, change, changes, roomId, log } = await roomOfFour()
  const message = await say(tom, 'one')
  const clientMessageId = parseClientMessageId('pin-000000')
  await changes.pin({ roomId, sender: una, clientMessageId, target: message, on: true })
  await change(mira, message, null)
  expect((await log.resume({ user: tom, moderatesAll: false }, { roomId })).pins).toEqual([])
})
