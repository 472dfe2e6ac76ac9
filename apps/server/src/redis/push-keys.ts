// The pair of keys by which all nodes are known to push services. Another one would be worth nothing to devices that know this one.

import type { PushKeyPair, PushKeys } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'

export function createPushKeys(redis: Commands, keys: Keys): PushKeys {
  return {
    read,
    async keep({ publicKey, privateKey }) {
      await reach(redis.set(keys.pushKeys, `${publicKey} ${privateKey}`, 'NX'))
      const kept = await read()
      if (kept === null) throw new Error('what was just kept is gone')
      return kept
    },
  }

  async function read(): Promise<PushKeyPair | null> {
    const kept = await reach(redis.get(keys.pushKeys))
    const [publicKey, privateKey] = kept?.split(' ') ?? []
    return publicKey && privateKey ? { publicKey, privateKey } : null
  }
}
