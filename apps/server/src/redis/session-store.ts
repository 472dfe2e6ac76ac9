// Cookie sessions in Redis: the store that express-session writes, and what sockets need to know of it.

import { RedisStore } from 'connect-redis'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createSessionStore(redis: Commands, keys: Keys, maxAgeMs: number) {
  const ttlSeconds = Math.ceil(maxAgeMs / 1_000)
  return {
    store: new RedisStore({ client: redis, prefix: keys.sessions, ttl: ttlSeconds }),

    async existing(sessionIds: readonly string[]): Promise<Set<string>> {
      const found = await reach(Promise.all(sessionIds.map(id => redis.exists(keys.sessions + id))))
      return new Set(sessionIds.filter((_, index) => found[index] === 1))
    },

    async touch(sessionId: string): Promise<void> {
      await reach(redis.expire(keys.sessions + sessionId, ttlSeconds))
    },
  }
}
