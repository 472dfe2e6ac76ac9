// By which accounts may be given another password. Of each only a hash is kept: who reads Redis can come in by none. Always true:
// what is good is what stands in the account itself, so that it is used in one step with all that comes of it.

import { PASSWORD_RESET_TTL_SECONDS, parseUserId } from '@hubbub/shared'
import type { PasswordResets } from '../chat/ports.js'
import { hashOfText } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

export function createPasswordResets(redis: Commands, keys: Keys): PasswordResets {
  const resetPassword = createScript(redis, 'reset-password.lua')
  return {
    async add(userId, token) {
      const hash = hashOfText(token)
      await reach(redis.set(keys.passwordReset(hash), userId, 'EX', PASSWORD_RESET_TTL_SECONDS))
      await reach(redis.hset(keys.account(userId), 'resetHash', hash))
    },

    async find(token) {
      const hash = hashOfText(token)
      const id = await reach(redis.get(keys.passwordReset(hash)))
      if (id === null) return null
      const userId = parseUserId(id)
      const isGood = (await reach(redis.hget(keys.account(userId), 'resetHash'))) === hash
      return isGood ? userId : null
    },

    async use(userId, token, passwordHash) {
      const generation = await reach(resetPassword([keys.account(userId)], [hashOfText(token), passwordHash]))
      return generation === null ? null : Number(generation)
    },
  }
}
