// The end of a round: a quiet time in which everything must come right, and then everything read from the start.

import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../support/eventually.js'
import type { Stage } from './faults/fault.js'
import type { Profile } from './profiles.js'
import type { Progress } from './progress.js'
import { recordTruth } from './truth.js'
import type { CrewPlan } from './workload/crew-messages.js'
import { mustGoOn, startCrew } from './workload/start-crew.js'

/** After the last answer, for it to reach everybody. */
const LAST_WORDS_MS = 2_000

/** The workload goes on without faults, then ends, and everybody says who is there. */
export async function calmDown(
  { crews, history }: Stage,
  { quietMs }: Profile,
  progress: Progress,
): Promise<void> {
  history.write({ f: 'phase', client: '', phase: 'quiet' })
  progress.doing('quiet')
  const startedAt = performance.now()
  for (const crew of crews) crew.calm()
  await sleep(quietMs / 2)
  await Promise.all(crews.map(crew => crew.finish()))
  await sleep(Math.max(LAST_WORDS_MS, quietMs - (performance.now() - startedAt)))
  mustGoOn(crews)
  const present = new Map<string, Set<string>>()
  for (const crew of crews) {
    for (const [room, userId] of await crew.present())
      present.set(room, (present.get(room) ?? new Set()).add(userId))
  }
  for (const [room, users] of present)
    history.write({ f: 'true-presence', client: '', room, count: users.size })
}

/** Somebody new reads every log from its start, and then it is read where it is kept. */
export async function readAll(
  { arena, random, crews, rooms, furtherRooms, history }: Stage,
  { product, dir }: Pick<CrewPlan, 'product' | 'dir'>,
  { fresh }: Profile,
): Promise<void> {
  history.write({ f: 'phase', client: '', phase: 'final' })
  const all = [...rooms, ...furtherRooms]
  const seed = random.integer(0, 2 ** 32 - 1)
  const plan = {
    product,
    role: 'fresh',
    process: 'fresh',
    dir,
    url: arena.url,
    rooms: all,
    maker: null,
    seed,
  } as const
  const crew = startCrew({ ...plan, size: fresh, messagesPerS: 0 })
  crews.push(crew)
  await crew.ready
  await eventually(() => recordTruth(arena.redis(), all, history))
}
