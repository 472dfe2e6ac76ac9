// The id of an Engine.IO session says which worker holds it: `<node>.<worker>.<random>`. So the primary routes by the
// id alone and keeps no table that could lag behind.

import { randomBytes } from 'node:crypto'

/** 18 bytes are 144 bits: nobody guesses the id of another's session. */
const RANDOM_BYTES = 18

export interface SessionHome {
  nodeId: string
  workerId: string
}

/**
 * Makes the ids of one worker's sessions, for `engine.generateId`.
 * @throws Error when an id has characters that a query string would change.
 */
export function createEngineSessionId(nodeId: string, workerId: string): () => string {
  if (!/^[\w.-]{1,64}$/.test(nodeId)) {
    throw new Error(`node id "${nodeId}" must be 1 to 64 letters, digits, dots, dashes or underscores`)
  }
  if (!/^\d{1,10}$/.test(workerId)) throw new Error(`worker id "${workerId}" must be a decimal number`)

  const home = `${nodeId}.${workerId}.`
  return () => home + randomBytes(RANDOM_BYTES).toString('base64url')
}

/** Which worker made this session id; null when no worker of ours can have made it. */
export function parseWorker(sid: string): SessionHome | null {
  const [, nodeId, workerId] = /^([\w.-]{1,64})\.(\d{1,10})\.[\w-]+$/.exec(sid) ?? []
  return nodeId === undefined || workerId === undefined ? null : { nodeId, workerId }
}
