// How much a target can take: the load rises until people would notice, then the bound is narrowed down.

import { type Load, recover, runLoad, type Step } from './load.js'
import type { Stage } from './stage.js'

export const LATENCY_LIMIT_MS = 200
const RISE = 1.6
const NARROWINGS = 2

export interface RisingLoad {
  /** In the order in which they were tried, each at its better try. */
  tried: readonly Load[]
  /** The heaviest load that everybody got in time; null when none was. */
  most: Load | null
}

/** Whether every message has reached everybody it was for, 99 of 100 deliveries within the limit. */
export function isInTime(load: Load): boolean {
  return load.delivered >= load.expected && load.refusals === 0 && load.delivery.p99Ms <= LATENCY_LIMIT_MS
}

/** @param step the first load; each further one is 1.6 times as heavy */
export async function raiseLoad(stage: Stage, step: Step, maxSteps: number): Promise<RisingLoad> {
  const tried: Load[] = []
  let most: Load | null = null
  let bounds = { reached: 0, missed: Number.POSITIVE_INFINITY }
  let messagesPerSecond = step.messagesPerSecond
  let narrowings = 0

  while (tried.length < maxSteps && narrowings <= NARROWINGS) {
    const load = await tryTwice(stage, { ...step, messagesPerSecond })
    tried.push(load)
    if (isInTime(load)) {
      most = load
      bounds = { ...bounds, reached: messagesPerSecond }
    } else {
      bounds = { ...bounds, missed: messagesPerSecond }
    }
    if (bounds.missed === Number.POSITIVE_INFINITY) messagesPerSecond *= RISE
    else {
      narrowings += 1
      messagesPerSecond =
        bounds.reached > 0 ? Math.sqrt(bounds.reached * bounds.missed) : bounds.missed / RISE
    }
  }
  return { tried, most }
}

/** What else goes on for a moment on this machine must not end the rise. */
async function tryTwice(stage: Stage, step: Step): Promise<Load> {
  const first = await runLoad(stage, step)
  if (isInTime(first)) return first
  await recover(stage)
  const second = await runLoad(stage, step)
  if (isInTime(second)) return second
  await recover(stage)
  return second.delivery.p99Ms < first.delivery.p99Ms ? second : first
}
