// How a worker ends: its clients are moved, then its parts are stopped, the last one built first. Once, whoever asks.

import type { Log } from '../log.js'

export interface Leaving {
  isUnderWay(): boolean
  /** @param drain moves the clients elsewhere; told to hurry when it is asked to leave once more */
  leave(drain: (hurry: AbortSignal) => Promise<void>): Promise<void>
}

/** @param stops in the order in which the parts were built; may grow until the worker leaves */
export function createLeaving(stops: readonly (() => void | Promise<void>)[], logger: Log): Leaving {
  const hurry = new AbortController()
  let underWay: Promise<void> | null = null

  return {
    isUnderWay: () => underWay !== null,
    leave(drain) {
      if (underWay) hurry.abort()
      underWay ??= leaveInOrder(drain)
      return underWay
    },
  }

  async function leaveInOrder(drain: (hurry: AbortSignal) => Promise<void>): Promise<void> {
    await drain(hurry.signal)
    for (const stop of stops.toReversed()) await stop()
    logger.info('worker stopped')
  }
}
