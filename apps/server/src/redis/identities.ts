// Whose account each identity of an identity provider has.

import { parseUserId } from '@hubbub/shared'
import type { Identities, Identity } from '../chat/ports.js'
import { NAME_RESERVED_SECONDS } from './account-store.js'
import { hashOfText } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createIdentities(redis: Commands, keys: Keys): Identities {
  const hashOf = ({ issuer, subject }: Identity) => hashOfText(JSON.stringify([issuer, subject]))
  return {
    async find(identity) {
      const found = await reach(redis.get(keys.identity(hashOf(identity))))
      if (found === null) return null
      // User ids hold no space; names may.
      const [userId = '', ...name] = found.split(' ')
      return { userId: parseUserId(userId), name: name.join(' ') }
    },
    claim: async identity =>
      (await reach(
        redis.set(keys.identityClaim(hashOf(identity)), '1', 'EX', NAME_RESERVED_SECONDS, 'NX'),
      )) !== null,
    async release(identity) {
      await reach(redis.del(keys.identityClaim(hashOf(identity))))
    },
    async link(identity, { userId, name }) {
      await reach(redis.set(keys.identity(hashOf(identity)), `${userId} ${name}`))
    },
  }
}
