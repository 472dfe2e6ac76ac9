// Of how much in each room each user wants to be told. What most want is not kept.

import { DEFAULT_NOTIFY_LEVEL, NOTIFY_LEVELS } from '@hubbub/shared'
import type { NotifyLevels } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createNotifyLevels(redis: Commands, keys: Keys): NotifyLevels {
  return {
    async read(userId, roomId) {
      const kept = await reach(redis.hget(keys.notifyOfUser(userId), roomId))
      return NOTIFY_LEVELS.find(level => level === kept) ?? DEFAULT_NOTIFY_LEVEL
    },
    async set(userId, roomId, level) {
      const key = keys.notifyOfUser(userId)
      await reach(
        level === DEFAULT_NOTIFY_LEVEL ? redis.hdel(key, roomId) : redis.hset(key, { [roomId]: level }),
      )
    },
  }
}
