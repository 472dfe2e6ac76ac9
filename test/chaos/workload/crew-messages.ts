// What the command and a process of the workload say to each other.

import type { RoomId } from '@hubbub/shared'
import type { SignedIn } from '../../support/wire-client.js'
import type { Product } from '../arena.js'
import type { Counts } from './participant.js'

export type RoleName =
  | 'writers'
  | 'readers'
  | 'churners'
  | 'newcomers'
  | 'tabs'
  | 'leavers'
  | 'troublemakers'
  | 'fresh'

/** What a process of the workload is started with. */
export interface CrewPlan {
  product: Product
  role: RoleName
  /** Name of the process in the history. */
  process: string
  /** Folder of the history. */
  dir: string
  url: string
  rooms: readonly RoomId[]
  /** Who made the rooms, and moderates them. */
  maker: SignedIn | null
  seed: number
  /** How many take part at a time. */
  size: number
  /** Messages each of them writes in a second. */
  messagesPerS: number
}

export type ToCrew =
  /** No more comings and goings; whoever is away comes back. */
  | { type: 'calm' }
  /** Write no more, and wait until everything is answered. */
  | { type: 'finish' }
  | { type: 'who-is-present' }
  /** What becomes of the links of those who have one of their own. */
  | { type: 'links'; what: 'vanish' | 'slow' | 'whole' }
  | { type: 'stop' }

export type FromCrew =
  | { type: 'ready' }
  | { type: 'counts'; connected: number; counts: Counts }
  | { type: 'finished' }
  | { type: 'present'; users: readonly (readonly [room: RoomId, userId: string])[] }
  | { type: 'failed'; reason: string }
