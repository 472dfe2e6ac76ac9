// The primary Redis lost together with the last of what it was told, as asynchronous replication allows.

import type { Fault } from './fault.js'

export const redisFailOver: Fault = {
  id: 'redis-fail-over',
  name: 'the primary Redis is lost while its replica lags, and Sentinels make that one the primary',
  redis: 'sentinels',
  // What was acked last is gone with the primary; whoever was shown it must be told.
  allows: { mayLose: true, current: { from: 'heal', withinMs: 10_000 } },
  async run({ arena }) {
    if (arena.failOver === null) throw new Error('this Redis has no replica')
    const startedAt = performance.now()
    await arena.failOver()
    const value = performance.now() - startedAt
    return { measured: [{ what: 'replica made the primary', value, unit: 'ms', atMost: 20_000 }] }
  },
}
