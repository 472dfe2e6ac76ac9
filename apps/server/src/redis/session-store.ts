// Cookie sessions in Redis: the store that express-session writes, and what sockets need to know of it.

import { RedisStore } from 'connect-redis'
import { createAskedTogether } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { lifeLeftOf } from './life-left.js'
import { createFindMissing } from './missing-keys.js'

export function createSessionStore(redis: Commands, keys: Keys, maxAgeMs: number) {
  const ttlSeconds = Math.ceil(maxAgeMs / 1_000)
  const askLifeLeft = createAskedTogether(redis, ['PTTL'])
  const findMissing = createFindMissing(redis)
  // What connect-redis needs of a client; what goes wrong reaches express-session as `unavailable`.
  const client = {
    get: (key: string) => reach(redis.get(key)),
    set: (key: string, value: string, _: 'EX', seconds: number) =>
      reach(redis.set(key, value, 'EX', seconds)),
    del: (sessionKeys: string[]) => reach(redis.del(sessionKeys)),
    // Lengthens the life of a session after its request was answered: when it fails, the next request does it.
    expire: (key: string, seconds: number) => redis.expire(key, seconds).catch(() => 0),
  }
  return {
    store: new RedisStore({ client, prefix: keys.sessions, ttl: ttlSeconds }),

    /** @returns milliseconds until the session ends; 0: it has */
    async lifeLeft(sessionId: string): Promise<number> {
      return lifeLeftOf(await askLifeLeft(keys.sessions + sessionId))
    },

    /** @returns those of them that have ended */
    async ended(sessionIds: readonly string[]): Promise<string[]> {
      const places = await findMissing(sessionIds.map(sessionId => keys.sessions + sessionId))
      return places.flatMap(place => sessionIds[place] ?? [])
    },

    async end(sessionId: string): Promise<void> {
      await reach(redis.del(keys.sessions + sessionId))
    },

    async touch(sessionId: string): Promise<void> {
      await reach(redis.expire(keys.sessions + sessionId, ttlSeconds))
    },
  }
}
