// Of how much in each room each user wants to be told. What most want is not kept. Who wants to be told of all stands with the
// room as well, for who writes there; that follows what the user's side says, and need not be the truth.

import { DEFAULT_NOTIFY_LEVEL, NOTIFY_LEVELS, parseRoomId, parseUserId } from '@hubbub/shared'
import type { NotifyLevels } from '../chat/ports.js'
import { createAskedTogether } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

/** Read by one script; each may hold thousands. */
const ROOMS_AT_ONCE = 20

export function createNotifyLevels(redis: Commands, keys: Keys): NotifyLevels {
  const askMembers = createAskedTogether(redis, ['SMEMBERS'], ROOMS_AT_ONCE)
  return {
    async read(userId, roomId) {
      const kept = await reach(redis.hget(keys.notifyOfUser(userId), roomId))
      return NOTIFY_LEVELS.find(level => level === kept) ?? DEFAULT_NOTIFY_LEVEL
    },
    async set(userId, roomId, level) {
      const key = keys.notifyOfUser(userId)
      const toldOfAll = keys.toldOfAll(roomId)
      await reach(
        Promise.all([
          level === DEFAULT_NOTIFY_LEVEL ? redis.hdel(key, roomId) : redis.hset(key, { [roomId]: level }),
          level === 'all' ? redis.sadd(toldOfAll, userId) : redis.srem(toldOfAll, userId),
        ]),
      )
    },
    async settle(userId) {
      const kept = await reach(redis.hgetall(keys.notifyOfUser(userId)))
      const rooms = Object.entries(kept).flatMap(([id, level]) => (level === 'all' ? [parseRoomId(id)] : []))
      await reach(Promise.all(rooms.map(roomId => redis.sadd(keys.toldOfAll(roomId), userId))))
    },
    async toldOfAll(roomId) {
      const reply = await askMembers(keys.toldOfAll(roomId))
      if (!Array.isArray(reply)) throw new Error('expected a list from Redis')
      return reply.map(id => parseUserId(String(id)))
    },
  }
}
