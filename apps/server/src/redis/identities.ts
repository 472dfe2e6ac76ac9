// Whose account each identity of an identity provider has.

import { parseUserId } from '@hubbub/shared'
import type { Identities, Subject } from '../chat/ports.js'
import { NAME_RESERVED_SECONDS } from './account-store.js'
import { hashOfText } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createIdentities(redis: Commands, keys: Keys): Identities {
  const hashOf = ({ issuer, subject }: Subject) => hashOfText(JSON.stringify([issuer, subject]))
  return {
    async find(subject) {
      const found = await reach(redis.get(keys.identity(hashOf(subject))))
      if (found === null) return null
      // User ids hold no space; names may.
      const [userId = '', ...name] = found.split(' ')
      return { userId: parseUserId(userId), name: name.join(' ') }
    },
    claim: async subject =>
      (await reach(
        redis.set(keys.identityClaim(hashOf(subject)), '1', 'EX', NAME_RESERVED_SECONDS, 'NX'),
      )) !== null,
    async release(subject) {
      await reach(redis.del(keys.identityClaim(hashOf(subject))))
    },
    async link(subject, { userId, name }) {
      await reach(redis.set(keys.identity(hashOf(subject)), `${userId} ${name}`))
    },
  }
}
