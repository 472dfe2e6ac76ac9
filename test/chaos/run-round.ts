// One round of the proof on an arena that stands: load with faults, a quiet time, fresh readers, the truth. What comes out
// is a folder of histories. Always true: nothing here judges, and what is written is written also when it looks bad.

import { setTimeout as sleep } from 'node:timers/promises'
import { parseRoomId, type RoomId } from '@hubbub/shared'
import { eventually } from '../support/eventually.js'
import { randomFrom, type SeededRandom } from '../support/seeded-random.js'
import { guest } from '../support/wire-client.js'
import type { Arena, Product } from './arena.js'
import type { Fault, FaultOutcome, Stage } from './faults/fault.js'
import { PROFILES, type Profile, type ProfileName } from './profiles.js'
import { type Progress, startProgress } from './progress.js'
import { recordServers } from './server-watch.js'
import { recordTruth } from './truth.js'
import type { RoleName } from './workload/crew-messages.js'
import { type Crew, startCrew } from './workload/start-crew.js'
import { type HistoryWriter, openHistory } from './write-history.js'

export interface Round {
  arena: Arena
  product: Product
  profile: ProfileName
  faults: readonly Fault[]
  seed: number
  /** Which broken build the arena runs. */
  broken?: string
  /** An empty folder. */
  dir: string
}

/** Before the first fault: processes have warmed up, everybody is in. */
const WARM_UP_MS = 3_000
/** After the last answer, for it to reach everybody. */
const LAST_WORDS_MS = 2_000
const SERVERS_EVERY_MS = 10_000
/** The textbook can do no more than these. */
const TEXTBOOK_ROLES: readonly RoleName[] = ['writers', 'readers', 'churners']

/** @throws Error when the workload itself broke, so that nothing can be said */
export async function runRound(round: Round): Promise<void> {
  const { arena, product, dir, seed, broken } = round
  const profile = PROFILES[round.profile]
  const random = randomFrom(seed)
  const history = openHistory(dir, 'arena')
  const build = broken === undefined ? {} : { broken }
  history.write({ f: 'run', client: '', seed, profile: round.profile, server: product, ...build })
  const crews: Crew[] = []
  const progress = startProgress(() => crews)
  const watch = setInterval(() => void recordServers(arena, history), SERVERS_EVERY_MS)
  try {
    const rooms = await makeRooms(arena.url, product, profile.rooms)
    crews.push(...startCrews(round, profile, rooms, random))
    await Promise.all(crews.map(crew => crew.ready))
    await load({ arena, random, crews, rooms, history }, round, profile, progress)
    await calmDown(crews, history, profile, progress)
    if (product === 'hubbub') await readAll(round, profile, { rooms, history, random, crews, progress })
    await recordServers(arena, history)
    history.write({ f: 'phase', client: '', phase: 'end' })
  } finally {
    clearInterval(watch)
    progress.stop()
    for (const crew of crews) await crew.stop()
    history.close()
  }
}

async function makeRooms(url: string, product: Product, count: number): Promise<RoomId[]> {
  if (product === 'textbook') return Array.from({ length: count }, (_, index) => parseRoomId(`room-${index}`))
  using maker = await guest(url)
  const rooms: RoomId[] = []
  while (rooms.length < count) rooms.push(await maker.newRoom())
  return rooms
}

function startCrews(
  { arena, product, dir }: Round,
  profile: Profile,
  rooms: RoomId[],
  random: SeededRandom,
): Crew[] {
  const { size, messagesPerS } = profile
  const roles = Object.keys(size) as (keyof typeof size)[]
  return roles
    .filter(role => product === 'hubbub' || TEXTBOOK_ROLES.includes(role))
    .map(role => {
      const seed = random.integer(0, 2 ** 32 - 1)
      const { url } = arena
      return startCrew({
        product,
        role,
        process: role,
        dir,
        url,
        rooms,
        seed,
        size: size[role],
        messagesPerS,
      })
    })
}

async function load(stage: Stage, round: Round, profile: Profile, progress: Progress): Promise<void> {
  const { arena, random, crews, history } = stage
  history.write({ f: 'phase', client: '', phase: 'load' })
  progress.doing('load')
  await sleep(WARM_UP_MS)
  await recordServers(arena, history)
  for (const fault of round.faults) {
    const about = { f: 'fault', client: '', fault: fault.id, name: fault.name } as const
    const why = fault.impossible?.(arena) ?? null
    if (why !== null) {
      history.write({ ...about, type: 'skipped', told: why })
      progress.say(`${fault.id}: not possible here: ${why}`)
      continue
    }
    await haveFault(stage, fault, about, progress)
    await sleep(random.integer(...profile.restMs))
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

/** The workload goes on without faults, then ends, and everybody says who is there. */
async function calmDown(
  crews: readonly Crew[],
  history: HistoryWriter,
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
async function readAll(
  { arena, product, dir }: Round,
  { fresh }: Profile,
  stage: { rooms: RoomId[]; history: HistoryWriter; random: SeededRandom; crews: Crew[]; progress: Progress },
): Promise<void> {
  const { rooms, history, random, crews, progress } = stage
  history.write({ f: 'phase', client: '', phase: 'final' })
  progress.doing('reading all from the start')
  const seed = random.integer(0, 2 ** 32 - 1)
  const plan = { product, role: 'fresh', process: 'fresh', dir, url: arena.url, rooms, seed } as const
  const crew = startCrew({ ...plan, size: fresh, messagesPerS: 0 })
  crews.push(crew)
  await crew.ready
  await eventually(() => recordTruth(arena.redis(), history))
}

function mustGoOn(crews: readonly Crew[]): void {
  const failed = crews.map(crew => crew.failure()).find(failure => failure !== null)
  if (failed !== undefined) throw new Error(`the workload broke: ${failed}`)
}
