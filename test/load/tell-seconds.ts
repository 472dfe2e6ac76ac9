// Tells what has happened in each whole second of the shared clock, so that what several processes tell belongs together.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Told } from './generator-protocol.js'
import { type Latencies, takeLatencies } from './latency.js'
import { sharedNow } from './shared-clock.js'
import { addTally, createTally, type Tally } from './tally.js'

const LAG_RESOLUTION_MS = 10

/** `flush` tells what there is of the second that is not over yet. */
export function tellEachSecond(deps: {
  /** Begins anew with each second. */
  tally: Tally
  latencies: Latencies
  now(): Pick<Told, 'connected' | 'waiting' | 'servedBy'>
  tell(told: Told): void
}): { flush(): void } {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  lag.enable()
  let cpu = process.cpuUsage()
  tellAfter(Math.floor(sharedNow() / 1_000))

  function tellAfter(last: number) {
    // A timer may fire a little early: without `last`, one second would be told twice then.
    const second = Math.max(last, Math.floor(sharedNow() / 1_000)) + 1
    setTimeout(
      () => {
        tell(second)
        tellAfter(second)
      },
      second * 1_000 - sharedNow(),
    )
  }

  function tell(second: number) {
    const { user, system } = process.cpuUsage(cpu)
    cpu = process.cpuUsage()
    const counted = createTally()
    addTally(counted, deps.tally)
    Object.assign(deps.tally, createTally())
    deps.tell({
      ...counted,
      ...deps.now(),
      second,
      latencies: takeLatencies(deps.latencies),
      cpuMs: (user + system) / 1_000,
      residentBytes: process.memoryUsage.rss(),
      loopLagMs: Math.max(0, lag.max / 1e6 - LAG_RESOLUTION_MS),
    })
    lag.reset()
  }

  return { flush: () => tell(Math.floor(sharedNow() / 1_000) + 1) }
}
