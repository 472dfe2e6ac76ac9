// A stretch of steady load on a stage, and what it showed.

import { setTimeout as delay } from 'node:timers/promises'
import hdr, { type Histogram } from 'hdr-histogram-js'
import { nowUs, sleepUntilUs } from './clock.js'
import type { Sent, Tally } from './orders.js'
import { difference, type Stage } from './stage.js'
import { newHistogram } from './tally.js'

const TEXT_BYTES = 100
/** From the order to the first message, so that all generators have heard of it. */
const AHEAD_US = 200_000
/** What has not come so long after the last message was meant counts as not delivered. */
const LAST_CALL_MS = 2_000
/** An overloaded server gets so long to work off what is left before it is asked for more. */
const RECOVERY_MS = 20_000
const CALM_MS = 1_000

export interface Step {
  messagesPerSecond: number
  /** How many connections send, the first ones; undefined: all. */
  senders?: number
  /** Default: 100. */
  textBytes?: number
  isTyping?: boolean
  warmUpSeconds: number
  seconds: number
}

export interface Latency {
  p50Ms: number
  p99Ms: number
  maxMs: number
}

export interface Load {
  messagesPerSecond: number
  deliveriesPerSecond: number
  messages: number
  expected: number
  delivered: number
  delivery: Latency
  ack: Latency
  refusals: number
  /** Connections that the server has ended meanwhile. */
  cutOff: number
  /** Processor time of everything but the generators. */
  cpuUs: number
  /** Of it, that of Redis. */
  redisCpuUs: number
  /** What a connection receives per delivery, framing included. */
  bytesPerDelivery: number
  generatorCpuUs: number
  /** 99th percentile of how late the generators themselves were. */
  generatorLateP99Ms: number
}

export async function runLoad(stage: Stage, step: Step): Promise<Load> {
  const { fleet, crew } = stage
  const fromUs = Math.round(nowUs()) + AHEAD_US
  const countFromUs = fromUs + step.warmUpSeconds * 1e6
  const untilUs = countFromUs + step.seconds * 1e6
  const senders = spread(Math.min(step.senders ?? crew.people, crew.people), fleet.size)
  const total = senders.reduce((sum, share) => sum + share.length, 0)

  const sending = fleet.order('send', place => ({
    fromUs,
    untilUs,
    countFromUs,
    perSecond: step.messagesPerSecond * ((senders[place]?.length ?? 0) / total),
    phase: place / fleet.size,
    senders: senders[place] ?? [],
    textBytes: step.textBytes ?? TEXT_BYTES,
    isTyping: step.isTyping ?? false,
  }))
  await sleepUntilUs(countFromUs)
  const before = used(stage)
  await sleepUntilUs(untilUs)
  const after = used(stage)
  const cpuUs = (of: keyof typeof after) => difference(after[of], before[of]).cpuUs
  const sent = await sending

  const messages = sum(sent, share => Object.values(share.byRoom).reduce((total, count) => total + count, 0))
  const expected = messages * (crew.people / crew.rooms)
  await untilDelivered(stage, expected)
  const tallies = await fleet.order('tally', () => null)
  return {
    messagesPerSecond: messages / step.seconds,
    deliveriesPerSecond: expected / step.seconds,
    messages,
    expected,
    ...outcome(tallies),
    cpuUs: cpuUs('all'),
    redisCpuUs: cpuUs('redis'),
    generatorCpuUs: cpuUs('generators'),
    generatorLateP99Ms: Math.max(...sent.map((share: Sent) => share.lateP99Us)) / 1e3,
  }
}

function used(stage: Stage) {
  return { all: stage.used(), redis: stage.redisUsed(), generators: stage.generatorsUsed() }
}

/** Waits until nothing more comes, and lets everybody in again who was cut off. */
export async function recover({ fleet }: Stage): Promise<void> {
  const deadline = performance.now() + RECOVERY_MS
  let last = -1
  while (performance.now() < deadline) {
    const delivered = sum(await fleet.order('count', () => null), count => count)
    if (delivered === last) break
    last = delivered
    await delay(CALM_MS)
  }
  await fleet.order('mend', () => null)
}

async function untilDelivered({ fleet }: Stage, expected: number): Promise<void> {
  const deadline = performance.now() + LAST_CALL_MS
  while (performance.now() < deadline) {
    if (sum(await fleet.order('count', () => null), count => count) >= expected) return
    await delay(20)
  }
}

function outcome(tallies: readonly Tally[]) {
  const deliveries = merged(tallies.map(tally => tally.deliveries))
  return {
    delivered: deliveries.totalCount,
    bytesPerDelivery: sum(tallies, tally => tally.bytes) / Math.max(1, deliveries.totalCount),
    delivery: latencyOf(deliveries),
    ack: latencyOf(merged(tallies.map(tally => tally.acks))),
    refusals: sum(tallies, tally => tally.refusals),
    cutOff: sum(tallies, tally => tally.ended),
  }
}

/** The places in each generator's list of connections that send, the first `count` of all. */
function spread(count: number, generators: number): number[][] {
  const shares: number[][] = Array.from({ length: generators }, () => [])
  for (let index = 0; index < count; index += 1) {
    shares[index % generators]?.push(Math.floor(index / generators))
  }
  return shares
}

function merged(encoded: readonly string[]): Histogram {
  const all = newHistogram()
  for (const one of encoded) all.add(hdr.decodeFromCompressedBase64(one))
  return all
}

function latencyOf(histogram: Histogram): Latency {
  return {
    p50Ms: histogram.getValueAtPercentile(50) / 1e3,
    p99Ms: histogram.getValueAtPercentile(99) / 1e3,
    maxMs: histogram.maxValue / 1e3,
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
