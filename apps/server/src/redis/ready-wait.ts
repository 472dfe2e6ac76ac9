// Waits for a connection that is away for a moment, so that what is asked meanwhile is done the moment it is back.

import type { Cluster, Redis } from 'ioredis'
import { reach } from './connections.js'

/** As long as a command may take: whoever asked is told in time (`socket/handle.ts`). */
const WITHIN_MS = 2_000

/** Resolves when commands can be given; all who wait at the same time share one wait. @throws ChatError unavailable */
export type Ready = () => Promise<void>

export function createReadyWait(redis: Redis | Cluster, withinMs = WITHIN_MS): Ready {
  const ready = Promise.resolve()
  let underWay: Promise<void> | null = null

  return function untilReady() {
    if (redis.status === 'ready') return ready
    underWay ??= reach(wait(), 0).finally(() => {
      underWay = null
    })
    return underWay
  }

  function wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = () => {
        clearTimeout(timer)
        redis.off('ready', isBack)
      }
      const isBack = () => {
        settled()
        resolve()
      }
      const timer = setTimeout(() => {
        settled()
        reject(new Error(`no connection to Redis within ${withinMs} ms`))
      }, withinMs)
      redis.once('ready', isBack)
    })
  }
}
