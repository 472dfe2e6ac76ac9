import { createLatency } from '../../load/latency.js'

/** Latencies of so many milliseconds as a process tells them. */
export function latencyOf(...ms: number[]): string {
  const latency = createLatency()
  ms.forEach(latency.record)
  return latency.take()
}
