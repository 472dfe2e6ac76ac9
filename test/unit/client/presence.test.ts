import { parseRoomId, parseUserId, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { applyPresence } from '../../../packages/client/src/presence.js'

const roomId = parseRoomId('tea')
const user = (name: string): User => ({ userId: parseUserId(name), name })
const [ann, bob, cleo] = [user('ann'), user('bob'), user('cleo')]

test('who comes and who leaves changes the list, and a change told twice makes no difference', () => {
  const change = { roomId, count: 2, delta: { joined: [cleo], left: [ann.userId] } }
  const once = applyPresence({ count: 2, users: [ann, bob] }, change)
  expect(once).toEqual({ count: 2, users: [bob, cleo] })
  expect(applyPresence(once, change)).toEqual(once)
})

test('a room too large for lists changes its count alone', () => {
  expect(applyPresence({ count: 300, users: [ann] }, { roomId, count: 299, delta: null })).toEqual({
    count: 299,
    users: [ann],
  })
})

test('a room that is small enough again is told whole, and nobody who left meanwhile stays on the list', () => {
  const sample = { count: 201, users: [ann, bob] }
  const change = { roomId, count: 2, delta: { joined: [bob, cleo], left: [] } }
  expect(applyPresence(sample, change)).toEqual({ count: 2, users: [bob, cleo] })
})
