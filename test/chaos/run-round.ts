// One round of the proof on an arena that stands: load with faults, a quiet time, fresh readers, the truth. What comes out
// is a folder of histories. Always true: nothing here judges, and what is written is written also when it looks bad.

import { parseRoomId, type RoomId } from '@hubbub/shared'
import { randomFrom, type SeededRandom } from '../support/seeded-random.js'
import { guest } from '../support/wire-client.js'
import type { Arena, Product } from './arena.js'
import { calmDown, readAll } from './end-round.js'
import type { Fault, Stage } from './faults/fault.js'
import { haveFaults } from './have-faults.js'
import { PROFILES, type Profile, type ProfileName, withoutSignIns } from './profiles.js'
import { startProgress } from './progress.js'
import { recordServers } from './server-watch.js'
import type { CrewPlan, RoleName } from './workload/crew-messages.js'
import { type Crew, startCrew } from './workload/start-crew.js'
import { openHistory } from './write-history.js'

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

type Place = Pick<CrewPlan, 'maker'> & { rooms: RoomId[] }

const SERVERS_EVERY_MS = 10_000
/** The textbook can do no more than these. */
const TEXTBOOK_ROLES: readonly RoleName[] = ['writers', 'readers', 'churners']

/** @throws Error when the workload itself broke, so that nothing can be said */
export async function runRound(round: Round): Promise<void> {
  const { arena, product, dir, seed, broken } = round
  const profile = arena.failOver === null ? PROFILES[round.profile] : withoutSignIns(PROFILES[round.profile])
  const random = randomFrom(seed)
  const history = openHistory(dir, 'arena')
  const build = broken === undefined ? {} : { broken }
  history.write({ f: 'run', client: '', seed, profile: round.profile, server: product, ...build })
  const crews: Crew[] = []
  const progress = startProgress(() => crews)
  const watch = setInterval(() => void recordServers(arena, history, dir), SERVERS_EVERY_MS)
  try {
    const { rooms, maker } = await makeRooms(arena.url, product, profile.rooms)
    crews.push(...startCrews(round, profile, { rooms, maker }, random))
    await Promise.all(crews.map(crew => crew.ready))
    const stage: Stage = { arena, random, crews, rooms, furtherRooms: [], history, dir }
    await haveFaults(stage, round.faults, profile, progress)
    await calmDown(stage, profile, progress)
    progress.doing('reading all from the start')
    if (product === 'hubbub') await readAll(stage, round, profile)
    await recordServers(arena, history, dir)
    history.write({ f: 'phase', client: '', phase: 'end' })
  } finally {
    clearInterval(watch)
    progress.stop()
    for (const crew of crews) await crew.stop()
    history.close()
  }
}

async function makeRooms(url: string, product: Product, count: number): Promise<Place> {
  if (product === 'textbook')
    return { rooms: Array.from({ length: count }, (_, index) => parseRoomId(`room-${index}`)), maker: null }
  using maker = await guest(url)
  const rooms: RoomId[] = []
  while (rooms.length < count) rooms.push(await maker.newRoom())
  return { rooms, maker: { account: maker.account, cookie: maker.cookie } }
}

function startCrews(
  { arena, product, dir }: Round,
  profile: Profile,
  { rooms, maker }: Place,
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
        maker,
        seed,
        size: size[role],
        messagesPerS,
      })
    })
}
