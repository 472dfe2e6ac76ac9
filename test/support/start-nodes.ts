// Two nodes of the real product on one Redis, whose primaries the test may ask.

import type { PrimaryStatus } from '../../apps/server/src/cluster/primary.js'
import { eventually } from './eventually.js'
import { startRedis } from './redis-sandbox.js'
import { root } from './root.js'
import { type RunningPrimary, startPrimary, untilReady } from './start-primary.js'

const MAIN = `${root}/apps/server/dist/main.js`
const WORKERS = 2

export interface Nodes extends AsyncDisposable {
  readonly list: readonly { id: string; port: number; url: string }[]
  /** Open connections of each node, as its workers last told. */
  connections(): Promise<number[]>
  /** Misroutes of all workers, none of which has a connection any more: all there will be have been counted. */
  misroutes(): Promise<number>
}

export async function startNodes(): Promise<Nodes> {
  const started: AsyncDisposable[] = []
  const dispose = async () => {
    for (const part of started.reverse()) await part[Symbol.asyncDispose]()
  }
  try {
    const redis = await startRedis({ appendOnly: false })
    started.push(redis)
    const primaries: RunningPrimary[] = []
    for (const nodeId of ['node-a', 'node-b']) {
      const primary = await startNode(nodeId, redis.url)
      started.push(primary)
      primaries.push(primary)
      await untilReady(primary, WORKERS)
    }

    const statuses = () => Promise.all(primaries.map(primary => primary.status()))
    return {
      list: primaries.map(({ port }, index) => ({
        id: index === 0 ? 'node-a' : 'node-b',
        port,
        url: `http://127.0.0.1:${port}`,
      })),
      connections: async () => (await statuses()).map(status => sum(status, 'connections')),
      misroutes: () =>
        eventually(async () => {
          const all = await statuses()
          if (all.some(status => sum(status, 'connections') > 0)) throw new Error('connections are left')
          return all.reduce((total, status) => total + sum(status, 'misroutes'), 0)
        }),
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

function startNode(nodeId: string, redisUrl: string): Promise<RunningPrimary> {
  const workerEnv = {
    REDIS_URL: redisUrl,
    HUBBUB_RUN_ID: 'test',
    SESSION_SECRET: 'a-secret-for-tests-of-more-than-32-bytes',
    TRUST_PROXY: 'loopback',
    LOG_LEVEL: 'error',
    CONNECTIONS_PER_USER: '1000',
    SIGN_INS_PER_MINUTE: '100000',
    MESSAGES_PER_10S: '100000',
  }
  return startPrimary({ nodeId, workers: WORKERS, workerModule: MAIN, workerEnv })
}

function sum({ workers }: PrimaryStatus, of: 'connections' | 'misroutes'): number {
  return workers.reduce((total, worker) => total + worker[of], 0)
}
