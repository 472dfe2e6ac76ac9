// The devices of each user that notifications are pushed to.

import { PUSH_DEVICES_MAX, parseUserId, type UserId } from '@hubbub/shared'
import type { PushDevice, PushDevices } from '../chat/ports.js'
import { createAskedTogether } from './asked-together.js'
import { hashOfText } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** What nobody asks for anew, as a page does whenever it is opened, goes in the end. */
const TTL_SECONDS = 90 * 24 * 60 * 60

/** Read by one script; each may have ten devices. */
const USERS_AT_ONCE = 50

export function createPushDevices(redis: Commands, keys: Keys, now = Date.now): PushDevices {
  const askDevices = createAskedTogether(redis, ['HGETALL'], USERS_AT_ONCE)
  const addScript = createScript(redis, 'add-push-device.lua')
  return {
    async add(device) {
      const { userId } = device.session.account
      const field = hashOfText(device.address.endpoint)
      const owner = keys.pushAddress(field)
      const before = await reach(redis.set(owner, userId, 'EX', TTL_SECONDS, 'GET'))
      // Somebody else was signed in with the same browser.
      if (before !== null && before !== userId)
        await reach(redis.hdel(keys.pushOfUser(parseUserId(before)), field))
      const args = [field, JSON.stringify(device), now(), PUSH_DEVICES_MAX, TTL_SECONDS]
      const gone = await reach(addScript([keys.pushOfUser(userId)], args))
      if (gone !== null) await forgetOwner(userId, String(gone))
    },
    async of(userId) {
      const reply = await askDevices(keys.pushOfUser(userId))
      if (!Array.isArray(reply)) throw new Error('expected a list from Redis')
      // Fields and values in turn.
      return reply.filter((_, index) => index % 2 === 1).map(kept => parseDevice(String(kept)))
    },
    remove: (userId, endpoints) => drop(userId, endpoints.map(hashOfText)),
    async forget(userId) {
      await drop(userId, Object.keys(await reach(redis.hgetall(keys.pushOfUser(userId)))))
    },
  }

  async function drop(userId: UserId, fields: readonly string[]): Promise<void> {
    if (fields.length === 0) return
    await reach(redis.hdel(keys.pushOfUser(userId), ...fields))
    for (const field of fields) await forgetOwner(userId, field)
  }

  async function forgetOwner(userId: UserId, field: string): Promise<void> {
    const owner = keys.pushAddress(field)
    // It may be the device of somebody else by now.
    if ((await reach(redis.get(owner))) === userId) await reach(redis.del(owner))
  }
}

/** As `lua/add-push-device.lua` keeps it. */
function parseDevice(kept: string): PushDevice {
  return JSON.parse(kept.slice(kept.indexOf(' ') + 1)) as PushDevice
}
