// Latencies as histograms that can be added up over processes: 0.1 % exact, from a microsecond to ten minutes.

import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'

const MAX_US = 600_000_000
const options = {
  bitBucketSize: 32,
  highestTrackableValue: MAX_US,
  numberOfSignificantValueDigits: 3,
  useWebAssembly: false,
} as const

/**
 * `delivery` and `ack` begin when the message was due, `join` and `rejoin` when the client began to connect or lost its
 * connection; `send` is how late the test itself gave a message to a client.
 */
export type LatencyName = 'delivery' | 'ack' | 'join' | 'rejoin' | 'send'
export type Latencies = Readonly<Record<LatencyName, Latency>>

export interface Latency {
  record(ms: number): void
  /** All that was recorded, as text; and begins anew. */
  take(): string
  /** Adds what `take` gave, in this process or another. */
  add(taken: string): void
  summary(): LatencySummary
}

/** Milliseconds. */
export interface LatencySummary {
  count: number
  p50: number
  p90: number
  p99: number
  p999: number
  max: number
}

export function createLatency(): Latency {
  const histogram: Histogram = build(options)
  const at = (percentile: number) =>
    histogram.totalCount === 0 ? Number.NaN : histogram.getValueAtPercentile(percentile) / 1_000
  return {
    record: ms => histogram.recordValue(Math.min(MAX_US, Math.max(1, Math.round(ms * 1_000)))),
    take() {
      if (histogram.totalCount === 0) return ''
      const taken = encodeIntoCompressedBase64(histogram)
      histogram.reset()
      return taken
    },
    add(taken) {
      if (taken !== '') histogram.add(decodeFromCompressedBase64(taken, options.bitBucketSize, false))
    },
    summary: () => ({
      count: histogram.totalCount,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: at(100),
    }),
  }
}

export function createLatencies(): Latencies {
  return {
    delivery: createLatency(),
    ack: createLatency(),
    join: createLatency(),
    rejoin: createLatency(),
    send: createLatency(),
  }
}

export function takeLatencies({ delivery, ack, join, rejoin, send }: Latencies): Record<LatencyName, string> {
  return {
    delivery: delivery.take(),
    ack: ack.take(),
    join: join.take(),
    rejoin: rejoin.take(),
    send: send.take(),
  }
}

export function addLatencies(to: Latencies, taken: Record<LatencyName, string>): void {
  to.delivery.add(taken.delivery)
  to.ack.add(taken.ack)
  to.join.add(taken.join)
  to.rejoin.add(taken.rejoin)
  to.send.add(taken.send)
}
