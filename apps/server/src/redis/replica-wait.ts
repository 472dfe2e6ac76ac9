// Confirms that replicas have received what was written on a connection (WAIT). Redis holds the connection back until
// they have, so it is one of its own, and all who wait at the same time share one WAIT.

import { ChatError } from '@hubbub/shared'
import type { Cluster, Redis } from 'ioredis'
import { reach } from './connections.js'

/** Below the time-out of a command, so that it is Redis who tells how many replicas there were. */
const WAIT_MS = 1_500

/** Resolves when what was written before the call is on so many replicas. @throws ChatError unavailable */
export type Confirm = () => Promise<void>

export function createReplicaWait(redis: Redis | Cluster, replicas: number): Confirm {
  let underWay: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  return function confirm() {
    next ??= underWay.then(askReplicas, askReplicas)
    return next
  }

  function askReplicas(): Promise<void> {
    const asked = ask()
    underWay = asked
    // What is written from here on is not covered by this question.
    next = null
    return asked
  }

  async function ask(): Promise<void> {
    const received = await reach(redis.wait(replicas, WAIT_MS))
    if (received >= replicas) return
    throw new ChatError('unavailable', 'The message is not safe yet.', 1_000, {
      cause: new Error(`${received} of ${replicas} replicas have received it`),
    })
  }
}
