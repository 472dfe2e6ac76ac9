// Which sessions an account may have, so that its owner can be told of them.

import type { KnownSession, KnownSessions } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createKnownSessions(redis: Commands, keys: Keys): KnownSessions {
  return {
    async add(userId, { sessionId, generation, startedAt, userAgent }) {
      const about = `${generation} ${startedAt} ${userAgent}`
      await reach(redis.hset(keys.sessionsOfUser(userId), sessionId, about))
    },

    async of(userId) {
      const all = await reach(redis.hgetall(keys.sessionsOfUser(userId)))
      return Object.entries(all).map(([sessionId, about]) => parseAbout(sessionId, about))
    },

    async forget(userId, sessionIds) {
      await reach(redis.hdel(keys.sessionsOfUser(userId), ...sessionIds))
    },
  }
}

function parseAbout(sessionId: string, about: string): KnownSession {
  const [generation, startedAt, ...userAgent] = about.split(' ')
  return {
    sessionId,
    generation: Number(generation),
    startedAt: Number(startedAt),
    userAgent: userAgent.join(' '),
  }
}
