// What Redis keeps for notifications on devices.

import { EMPTY_ROOM_TTL_SECONDS, PUSH_DEVICES_MAX, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import type { PushDevice } from '../../apps/server/src/chat/ports.js'
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
  const stores = await connectStores()
  const { pushDevices, connections, keys } = stores
  const numbersOf = async (of: User) =>
    (await pushDevices.of(of.userId))
      .map(({ address }) => Number(address.endpoint.split('/').at(-1)))
      .sort((a, b) => a - b)
  return { ...stores, numbersOf, newPushKeys: () => createPushKeys(connections.commands, keys) }
}

test('[N2] the devices of a user are theirs, and the same address is one device, as it was said last', async () => {
  const { pushDevices, redis, keys } = await connectPush()
  await pushDevices.add(device(ann, 1))
  await pushDevices.add(device(ann, 1, 'session 2'))
  await pushDevices.add(device(bob, 2))
  expect(await pushDevices.of(ann.userId)).toEqual([device(ann, 1, 'session 2')])
  await pushDevices.remove(ann.userId, [device(bob, 2).address.endpoint, device(ann, 1).address.endpoint])
  expect(await pushDevices.of(ann.userId)).toEqual([])
  expect(await pushDevices.of(bob.userId)).toEqual([device(bob, 2)])
  // In the end what nobody asks for any more is gone.
  expect(await redis.ttl(keys.pushOfUser(bob.userId))).toBeGreaterThan(86_400)
})

test('[N2] one device more than there may be takes the place of the oldest', async () => {
  const { pushDevices, numbersOf, redis, prefix } = await connectPush()
  const keysBefore = await redis.keys(`${prefix}*`)
  for (let number = 1; number <= PUSH_DEVICES_MAX; number++) await pushDevices.add(device(ann, number))
  // Said again, the first one is the newest.
  await pushDevices.add(device(ann, 1))
  await pushDevices.add(device(ann, 99))
  expect(await numbersOf(ann)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 99])
  // Nothing stays behind of the one that went.
  await pushDevices.forget(ann.userId)
  expect((await redis.keys(`${prefix}*`)).sort()).toEqual(keysBefore.sort())
})

test('[N1] of several pairs of keys that are to be kept at once, all get the same', async () => {
  const { newPushKeys } = await connectPush()
  expect(await newPushKeys().read()).toBeNull()
  const kept = await Promise.all(
    ['a', 'b', 'c'].map(name =>
      newPushKeys().keep({ publicKey: `public-${name}`, privateKey: `private-${name}` }),
    ),
  )
  expect(new Set(kept.map(({ publicKey }) => publicKey)).size).toBe(1)
  expect(kept[0]?.privateKey).toBe(kept[0]?.publicKey.replace('public', 'private'))
  expect(await newPushKeys().read()).toEqual(kept[0])
})

test('[N2] a device is that of whoever has said so last in the same browser', async () => {
  const { pushDevices, redis, prefix } = await connectPush()
  const keysBefore = await redis.keys(`${prefix}*`)
  await pushDevices.add(device(ann, 1))
  await pushDevices.add(device(ann, 2))
  await pushDevices.add(device(bob, 1))
  expect(await pushDevices.of(ann.userId)).toEqual([device(ann, 2)])
  expect(await pushDevices.of(bob.userId)).toEqual([device(bob, 1)])
  // Who is no more leaves nothing, and takes nothing from others.
  await pushDevices.forget(ann.userId)
  await pushDevices.remove(ann.userId, [device(ann, 1).address.endpoint])
  expect(await pushDevices.of(ann.userId)).toEqual([])
  expect(await pushDevices.of(bob.userId)).toEqual([device(bob, 1)])
  await pushDevices.forget(bob.userId)
  expect(await redis.keys(`${prefix}*`)).toEqual(keysBefore)
})

test('[J6] with a room ends what it knows of who wants to be told', async () => {
  const { rooms, redis, keys, prefix } = await connectPush()
  const { roomId } = await rooms.create('room', 'room', ann)
  await rooms.join(roomId, ann)
  await rooms.leave(roomId, ann)
  // Written by somebody who was interrupted before it was taken back.
  await redis.sadd(keys.toldOfAll(roomId), ann.userId)
  await redis.hset(keys.room(roomId), 'emptyAt', 1)
  await rooms.endEmpty(Date.now() + EMPTY_ROOM_TTL_SECONDS * 1_000)
  expect(await redis.keys(`${prefix}{r:${roomId}}:*`)).toEqual([])
})

test('[N3] a room knows who wants to be told of all, until they want something else or leave; what was interrupted is made good', async () => {
  const { rooms, notifyLevels, redis, keys } = await connectPush()
  const { roomId } = await rooms.create('room', 'room', ann)
  for (const one of [ann, bob]) await rooms.join(roomId, one)
  for (const one of [ann, bob]) await notifyLevels.set(one.userId, roomId, 'all')
  expect((await notifyLevels.toldOfAll(roomId)).sort()).toEqual(['ann', 'bob'])
  await notifyLevels.set(bob.userId, roomId, 'none')
  expect(await notifyLevels.toldOfAll(roomId)).toEqual(['ann'])
  await redis.del(keys.toldOfAll(roomId))
  for (const one of [ann, bob]) await notifyLevels.settle(one.userId)
  expect(await notifyLevels.toldOfAll(roomId)).toEqual(['ann'])
  await rooms.leave(roomId, ann)
  expect(await notifyLevels.toldOfAll(roomId)).toEqual([])
  expect(await redis.exists(keys.toldOfAll(roomId))).toBe(0)
})
