// The part of a round in which things break, one after another, while everybody chats.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultOutcome, Stage } from './faults/fault.js'
import type { Profile } from './profiles.js'
import type { Progress } from './progress.js'
import { recordServers } from './server-watch.js'
import { mustGoOn } from './workload/start-crew.js'

/** Before the first fault: processes have warmed up, everybody is in. */
const WARM_UP_MS = 3_000

export async function haveFaults(
  stage: Stage,
  faults: readonly Fault[],
  { restMs }: Profile,
  progress: Progress,
): Promise<void> {
  const { arena, random, crews, history } = stage
  history.write({ f: 'phase', client: '', phase: 'load' })
  progress.doing('load')
  await sleep(WARM_UP_MS)
  await recordServers(arena, history)
  for (const fault of faults) {
    const about = { f: 'fault', client: '', fault: fault.id, name: fault.name } as const
    const why = fault.impossible?.(arena) ?? null
    if (why !== null) {
      history.write({ ...about, type: 'skipped', told: why })
      progress.say(`${fault.id}: not possible here: ${why}`)
      continue
    }
    await haveFault(stage, fault, about, progress)
    await sleep(random.integer(...restMs))
    mustGoOn(crews)
  }
}

async function haveFault(
  stage: Stage,
  fault: Fault,
  about: { f: 'fault'; client: string; fault: string; name: string },
  progress: Progress,
): Promise<void> {
  progress.doing(fault.id)
  const beganAt = performance.now()
  stage.history.write({ ...about, type: 'begin', ...fault.allows })
  let told: string
  try {
    const outcome = await fault.run(stage)
    stage.history.write({ ...about, type: 'heal', ...outcome })
    told = outcomeText(outcome)
  } catch (error) {
    // One that never heals is for the checker to judge.
    told = `; not healed: ${error instanceof Error ? error.message : error}`
  }
  const seconds = ((performance.now() - beganAt) / 1_000).toFixed(1)
  progress.doing('load')
  progress.say(`${fault.id} (${seconds} s): ${fault.name}${told}`)
}

function outcomeText({ told, measured = [] }: FaultOutcome): string {
  const facts = measured.map(({ what, value, unit }) => `${what} ${Number(value.toFixed(1))} ${unit}`)
  return [told, ...facts].flatMap(fact => (fact === undefined ? [] : [`; ${fact}`])).join('')
}
