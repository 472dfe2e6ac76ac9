import type { RoomId } from '@hubbub/shared'
import type { SeededRandom } from '../../support/seeded-random.js'
import type { Arena, Product } from '../arena.js'
import type { RedisKind } from '../arena-redis.js'
import type { FaultRecord, Measured } from '../history.js'
import type { Crew } from '../workload/start-crew.js'
import type { HistoryWriter } from '../write-history.js'

/** What a fault may reach beside the arena. */
export interface Stage {
  arena: Arena
  random: SeededRandom
  crews: Crew[]
  rooms: readonly RoomId[]
  /** Rooms that faults have made, to be read at the end like the others. */
  furtherRooms: RoomId[]
  history: HistoryWriter
}

export interface FaultOutcome {
  /** What is worth knowing of it. */
  told?: string
  measured?: readonly Measured[]
}

export interface Fault {
  readonly id: string
  /** A few words for people. */
  readonly name: string
  /** Chats that can have it; default: ours alone. */
  readonly products?: readonly Product[]
  /** The kind of Redis it needs; default: one server. */
  readonly redis?: RedisKind
  /** What it may do to the chat, and within how long everybody must be served again. */
  readonly allows?: Pick<FaultRecord & { type: 'begin' }, 'mayLose' | 'mayEndPrimary' | 'current'>
  /** Why this machine cannot have it; null: it can. */
  impossible?(arena: Arena): string | null
  /** Begins, waits for its time or its fact, heals, and resolves when what it broke is whole again. */
  run(stage: Stage): Promise<FaultOutcome>
}
