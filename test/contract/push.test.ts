// What Redis keeps for notifications on devices.

import { PUSH_DEVICES_MAX, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import type { PushDevice } from '../../apps/server/src/chat/ports.js'
import { createPushDevices } from '../../apps/server/src/redis/push-devices.js'
import { createPushKeys } from '../../apps/server/src/redis/push-keys.js'
import { connectStores, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')

function device(of: User, number: number, session = 'session 1'): PushDevice {
  return {
    address: { endpoint: `https://push.example/${number}`, p256dh: `B${number}`, auth: 'auth' },
    session: { sessionId: session, account: { ...of, kind: 'registered' }, generation: 2 },
  }
}

async function connectPush() {
  const { connections, keys, redis, ...stores } = await connectStores()
  const { commands } = connections
  let time = 0
  const devices = createPushDevices(commands, keys, () => ++time)
  const numbersOf = async (of: User) =>
    (await devices.of(of.userId))
      .map(({ address }) => Number(address.endpoint.split('/').at(-1)))
      .sort((a, b) => a - b)
  return { ...stores, redis, keys, devices, numbersOf, pushKeys: () => createPushKeys(commands, keys) }
}

test('[N2] the devices of a user are theirs, and the same address is one device, as it was said last', async () => {
  const { devices, redis, keys } = await connectPush()
  await devices.add(device(ann, 1))
  await devices.add(device(ann, 1, 'session 2'))
  await devices.add(device(bob, 2))
  expect(await devices.of(ann.userId)).toEqual([device(ann, 1, 'session 2')])
  await devices.remove(ann.userId, [device(bob, 2).address.endpoint, device(ann, 1).address.endpoint])
  expect(await devices.of(ann.userId)).toEqual([])
  expect(await devices.of(bob.userId)).toEqual([device(bob, 2)])
  // In the end what nobody asks for any more is gone.
  expect(await redis.ttl(keys.pushOfUser(bob.userId))).toBeGreaterThan(86_400)
})

test('[N2] one device more than there may be takes the place of the oldest', async () => {
  const { devices, numbersOf } = await connectPush()
  for (let number = 1; number <= PUSH_DEVICES_MAX; number++) await devices.add(device(ann, number))
  // Said again, the first one is the newest.
  await devices.add(device(ann, 1))
  await devices.add(device(ann, 99))
  expect(await numbersOf(ann)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 99])
})

test('[N1] of several pairs of keys that are to be kept at once, all get the same', async () => {
  const { pushKeys } = await connectPush()
  expect(await pushKeys().read()).toBeNull()
  const kept = await Promise.all(
    ['a', 'b', 'c'].map(name =>
      pushKeys().keep({ publicKey: `public-${name}`, privateKey: `private-${name}` }),
    ),
  )
  expect(new Set(kept.map(({ publicKey }) => publicKey)).size).toBe(1)
  expect(kept[0]?.privateKey).toBe(kept[0]?.publicKey.replace('public', 'private'))
  expect(await pushKeys().read()).toEqual(kept[0])
})

test('[N3] a room knows who wants to be told of all, until they want something else, leave, or the room ends', async () => {
  const { rooms, notifyLevels, redis, keys } = await connectPush()
  const { roomId } = await rooms.create('room', 'room', ann)
  for (const one of [ann, bob]) await rooms.join(roomId, one)
  for (const one of [ann, bob]) await notifyLevels.set(one.userId, roomId, 'all')
  expect((await notifyLevels.toldOfAll(roomId)).sort()).toEqual(['ann', 'bob'])
  await notifyLevels.set(bob.userId, roomId, 'none')
  expect(await notifyLevels.toldOfAll(roomId)).toEqual(['ann'])
  await rooms.leave(roomId, ann)
  expect(await notifyLevels.toldOfAll(roomId)).toEqual([])
  expect(await redis.exists(keys.toldOfAll(roomId))).toBe(0)
})
