// How the nodes on one Redis know of each other: each keeps its status there, for those who look at any of them.

import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** A node that has not told its status for so long is gone. */
const STATUS_COUNTS_MS = 15_000

interface Told {
  ageMs: number
  status: string
}

export interface NodeDirectory {
  /** Leaves this node's status and brings back those of the others. @throws ChatError unavailable */
  share(status: string): Promise<Told[]>
  /** Those of all nodes. @throws ChatError unavailable */
  read(): Promise<Told[]>
}

export function createNodeDirectory(redis: Commands, keys: Keys, nodeId: string): NodeDirectory {
  const shareScript = createScript(redis, 'share-status.lua')
  const readScript = createScript(redis, 'read-nodes.lua')
  return {
    share: async status => toldIn(await reach(shareScript([keys.nodes], [nodeId, status, STATUS_COUNTS_MS]))),
    read: async () => toldIn(await reach(readScript([keys.nodes], [STATUS_COUNTS_MS]))),
  }
}

function toldIn(reply: unknown): Told[] {
  if (!Array.isArray(reply)) throw new Error('a script on the statuses of nodes gave no list')
  return reply.map(([ageMs, told]) => ({ ageMs: Number(ageMs), status: String(told) }))
}
