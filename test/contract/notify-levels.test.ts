import { expect, test } from 'vitest'
import { createSetNotifyLevel } from '../../apps/server/src/chat/set-notify-level.js'
import { codeOf, connectStores, user } from './redis-stores.js'

const ann = user('ann')
const bob = user('bob')

test('[J8] of what one wants to be told is kept for each person and room, until they leave it', async () => {
  const { notifyLevels, rooms, redis, keys } = await connectStores()
  const { roomId } = await rooms.create('room', 'room', ann)
  const { roomId: other } = await rooms.create('other', 'other', ann)
  for (const id of [roomId, other]) for (const one of [ann, bob]) await rooms.join(id, one)
  expect(await notifyLevels.read(ann.userId, roomId)).toBe('mentions')
  await notifyLevels.set(ann.userId, roomId, 'none')
  await notifyLevels.set(ann.userId, other, 'all')
  expect(await notifyLevels.read(ann.userId, roomId)).toBe('none')
  expect(await notifyLevels.read(ann.userId, other)).toBe('all')
  expect(await notifyLevels.read(bob.userId, roomId)).toBe('mentions')
  // Nothing is kept of what most want, or of who has gone.
  await notifyLevels.set(ann.userId, other, 'mentions')
  await rooms.leave(roomId, ann)
  expect(await redis.exists(keys.notifyOfUser(ann.userId))).toBe(0)
  await rooms.join(roomId, ann)
  expect(await notifyLevels.read(ann.userId, roomId)).toBe('mentions')
})

test('[J8] what is said while one leaves on another device does not outlive that', async () => {
  const { notifyLevels, rooms, redis, keys } = await connectStores()
  const { roomId } = await rooms.create('room', 'room', ann)
  for (const one of [ann, bob]) await rooms.join(roomId, one)
  const setNotifyLevel = createSetNotifyLevel({
    rooms,
    notifyLevels: {
      ...notifyLevels,
      async set(...args) {
        await rooms.leave(roomId, ann)
        await notifyLevels.set(...args)
      },
    },
  })
  expect(await codeOf(setNotifyLevel(ann, roomId, 'none'))).toBe('not_a_member')
  expect(await redis.exists(keys.notifyOfUser(ann.userId))).toBe(0)
})
