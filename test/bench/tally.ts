// Counts what a generator process hears: how late each delivery and each ack is, from the moment for which the message
// was meant. Always true: only messages meant for the time that counts are counted.

import hdr, { type Histogram } from 'hdr-histogram-js'
import { nowUs } from './clock.js'
import type { Tally } from './orders.js'
import { TIME_DIGITS, TIME_MARK, type Wire } from './wires.js'

const MARK = TIME_MARK.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)
const LONGEST_US = 120_000_000
/** From this size on it costs less to remember what a batch holds than to look for it in each member's copy. */
const LARGE_BATCH_BYTES = 2_048
const BATCHES_KEPT = 256

export interface TallyKeeper {
  /** From now on only messages meant for a time from here on count. */
  begin(countFromUs: number): void
  /** A message is on its way. */
  sent(ackId: number, meantForUs: number): void
  heard(bytes: Buffer, start: number, end: number): void
  cutOff(): void
  deliveries(): number
  read(): Tally
}

export function createTally(wire: Wire): TallyKeeper {
  const ackStart = Buffer.from(wire.ack)
  const unacked = new Map<number, number>()
  const batches = new Map<string, readonly number[]>()
  let deliveries = newHistogram()
  let acks = newHistogram()
  let countFromUs = Number.POSITIVE_INFINITY
  let bytesHeard = 0
  let bytesAside = 0
  let refusals = 0
  let ended = 0

  function record(histogram: Histogram, meantForUs: number, atUs: number): void {
    if (meantForUs >= countFromUs) histogram.recordValue(Math.min(LONGEST_US, Math.max(0, atUs - meantForUs)))
  }

  function heardAck(bytes: Buffer, start: number, end: number): void {
    const ackId = readNumber(bytes, start + ackStart.length, end)
    const meantForUs = unacked.get(ackId)
    if (meantForUs === undefined) return
    unacked.delete(ackId)
    if (bytes.toString('latin1', start, end).includes('"ok":false')) refusals += 1
    else record(acks, meantForUs, nowUs())
  }

  /** A batch is a stretch of one log: where it begins and how long it is say which. */
  function timesOf(bytes: Buffer, start: number, end: number): readonly number[] {
    const length = end - start
    if (length < LARGE_BATCH_BYTES) return findTimes(bytes, start, end)
    const first = findMark(bytes, start, end)
    const key = `${readNumber(bytes, first + 1, end)}:${length}`
    const known = batches.get(key)
    if (known !== undefined) return known
    if (batches.size === BATCHES_KEPT) batches.clear()
    const times = findTimes(bytes, start, end)
    batches.set(key, times)
    return times
  }

  return {
    begin(fromUs) {
      countFromUs = fromUs
      deliveries = newHistogram()
      acks = newHistogram()
      bytesHeard = 0
      bytesAside = 0
      refusals = 0
      ended = 0
    },
    sent: (ackId, meantForUs) => void unacked.set(ackId, meantForUs),
    heard(bytes, start, end) {
      const isAck = bytes.compare(ackStart, 0, ackStart.length, start, start + ackStart.length) === 0
      if (isAck) return heardAck(bytes, start, end)
      const atUs = nowUs()
      const times = timesOf(bytes, start, end)
      if (times.length === 0) bytesAside += end - start
      if ((times[0] ?? 0) >= countFromUs) bytesHeard += end - start
      for (const meantForUs of times) record(deliveries, meantForUs, atUs)
    },
    cutOff() {
      ended += 1
    },
    deliveries: () => deliveries.totalCount,
    read: () => ({
      deliveries: hdr.encodeIntoCompressedBase64(deliveries),
      acks: hdr.encodeIntoCompressedBase64(acks),
      bytes: bytesHeard,
      bytesAside,
      refusals,
      ended,
    }),
  }
}

export function newHistogram(): Histogram {
  return hdr.build({
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  })
}

function findTimes(bytes: Buffer, start: number, end: number): number[] {
  const times: number[] = []
  for (let at = findMark(bytes, start, end); at < end; at = findMark(bytes, at + TIME_DIGITS, end)) {
    times.push(readNumber(bytes, at + 1, at + 1 + TIME_DIGITS))
  }
  return times
}

// `indexOf` would go on to the end of the whole buffer where there is none.
function findMark(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== MARK) at += 1
  return at
}

/** The decimal digits from `start` on, at most up to `limit`. */
function readNumber(bytes: Buffer, start: number, limit: number): number {
  let value = 0
  for (let at = start; at < limit; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return value
}
