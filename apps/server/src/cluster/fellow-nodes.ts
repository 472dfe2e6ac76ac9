// The other nodes on the same Redis, as one of our workers hears of them while it tells them of us.

import { jsonOrNull } from './json-or-null.js'
import type { PrimaryStatus } from './node-status.js'
import type { WorkerProcess } from './worker-process.js'
import type { ToldStatus } from './worker-report.js'

const SHARE_EVERY_MS = 1_000

export interface FellowNodes {
  heard(told: readonly ToldStatus[]): void
  /** All that told of themselves lately, each with how long ago. */
  known(): FellowStatus[]
  stop(): void
}

export interface FellowStatus {
  ageMs: number
  /** What its primary says, unchecked: it may be of another version. */
  status: unknown
}

export function startFellowNodes(options: {
  status: () => PrimaryStatus
  workers: () => readonly WorkerProcess[]
  now: () => number
}): FellowNodes {
  const { status, workers, now } = options
  let latest: { told: readonly ToldStatus[]; at: number } = { told: [], at: now() }

  const shares = setInterval(() => {
    const worker = workers().find(one => one.state() === 'ready')
    worker?.send({ type: 'share-status', status: JSON.stringify(status()) }, null)
  }, SHARE_EVERY_MS)

  return {
    heard(told) {
      latest = { told, at: now() }
    },
    known: () =>
      latest.told.map(({ ageMs, status: text }) => ({
        ageMs: ageMs + now() - latest.at,
        status: jsonOrNull(text),
      })),
    stop: () => clearInterval(shares),
  }
}
