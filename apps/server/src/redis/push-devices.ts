// The devices of each user that notifications are pushed to.

import { createHash } from 'node:crypto'
import { PUSH_DEVICES_MAX, type UserId } from '@hubbub/shared'
import type { PushDevice, PushDevices } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** What nobody asks for anew, as a page does whenever it is opened, goes in the end. */
const TTL_SECONDS = 90 * 24 * 60 * 60

export function createPushDevices(redis: Commands, keys: Keys, now = Date.now): PushDevices {
  const addScript = createScript(redis, 'add-push-device.lua')
  return {
    async add(device) {
      const { account } = device.session
      const field = fieldOf(device.address.endpoint)
      const args = [field, JSON.stringify(device), now(), PUSH_DEVICES_MAX, TTL_SECONDS]
      await reach(addScript([keys.pushOfUser(account.userId)], args))
    },
    async of(userId) {
      const kept = await reach(redis.hgetall(keys.pushOfUser(userId)))
      return Object.values(kept).map(parseDevice)
    },
    async remove(userId: UserId, endpoints) {
      await reach(redis.hdel(keys.pushOfUser(userId), ...endpoints.map(fieldOf)))
    },
  }
}

function fieldOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url')
}

/** As `lua/add-push-device.lua` keeps it. */
function parseDevice(kept: string): PushDevice {
  return JSON.parse(kept.slice(kept.indexOf(' ') + 1)) as PushDevice
}
