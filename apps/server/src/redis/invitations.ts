// Invitations that nobody has used yet. Of each only a hash is kept: who reads Redis can come in by none.

import { INVITATION_TTL_SECONDS } from '@hubbub/shared'
import type { Invitations } from '../chat/ports.js'
import { NAME_RESERVED_SECONDS } from './account-store.js'
import { hashOfText } from './body-hash.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createInvitations(redis: Commands, keys: Keys): Invitations {
  const keyOf = (token: string) => keys.invitation(hashOfText(token))
  const claimOf = (token: string) => keys.invitationClaim(hashOfText(token))
  return {
    async add(token) {
      await reach(redis.set(keyOf(token), '1', 'EX', INVITATION_TTL_SECONDS))
    },
    isGood: async token => (await reach(redis.exists(keyOf(token)))) === 1,
    claim: async token =>
      (await reach(redis.set(claimOf(token), '1', 'EX', NAME_RESERVED_SECONDS, 'NX'))) !== null,
    async release(token) {
      await reach(redis.del(claimOf(token)))
    },
    spend: async token => (await reach(redis.del(keyOf(token)))) === 1,
  }
}
