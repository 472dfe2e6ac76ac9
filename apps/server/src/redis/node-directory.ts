// How the nodes on one Redis know of each other: each keeps its status there, for those who look at any of them.

import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** A node that has not told its status for so long is gone. */
const STATUS_COUNTS_MS = 15_000

export function createNodeDirectory(redis: Commands, keys: Keys, nodeId: string) {
  const shareScript = createScript(redis, 'share-status.lua')

  /** Leaves this node's status and brings back those of the others. @throws ChatError unavailable */
  return async function share(status: string): Promise<{ ageMs: number; status: string }[]> {
    const reply = await reach(shareScript([keys.nodes], [nodeId, status, STATUS_COUNTS_MS]))
    if (!Array.isArray(reply)) throw new Error('the script that shares the status gave no list')
    return reply.map(([ageMs, told]) => ({ ageMs: Number(ageMs), status: String(told) }))
  }
}
