// What the workers have counted, all together. Always true:
//  - a sum never falls: what a worker had counted stays when it is gone, up to its last report;
//  - until somebody asks, or a worker goes, a snapshot is only kept, not read.

import type { Logger } from 'pino'

export interface TeamCounters {
  /** @param snapshot what one worker has counted, see metrics.ts; takes the place of the one before */
  reported(workerId: string, snapshot: string): void
  gone(workerId: string): void
  /** One for each worker that lives, and one for all that are gone; their sum is what the node has counted. */
  snapshots(): Promise<readonly string[]>
}

const NOTHING = '[]'

export function createTeamCounters(log: Logger): TeamCounters {
  const latest = new Map<string, string>()
  let ofTheGone = Promise.resolve(NOTHING)

  return {
    reported: (workerId, snapshot) => void latest.set(workerId, snapshot),
    gone(workerId) {
      const last = latest.get(workerId)
      latest.delete(workerId)
      if (last !== undefined) ofTheGone = add(ofTheGone, last)
    },
    async snapshots() {
      // Both are taken in one turn, so that a worker that goes meanwhile is in one of them and only one.
      const ofTheLiving = [...latest.values()]
      return [await ofTheGone, ...ofTheLiving]
    },
  }

  async function add(before: Promise<string>, last: string): Promise<string> {
    const known = await before
    try {
      return JSON.stringify(await (await sum([known, last])).getMetricsAsJSON())
    } catch (error) {
      log.error({ err: error }, 'what a worker had counted is lost')
      return known
    }
  }
}

/**
 * The sum of the snapshots in the Prometheus text format, version 0.0.4.
 * @throws Error when one of them is not what metrics.ts makes
 */
export async function toPrometheusText(snapshots: readonly string[]): Promise<string> {
  return (await sum(snapshots)).metrics()
}

async function sum(snapshots: readonly string[]) {
  // Only once it is needed: a primary starts sooner without it.
  const { AggregatorRegistry } = await import('prom-client')
  return AggregatorRegistry.aggregate(snapshots.map(snapshot => JSON.parse(snapshot)))
}
