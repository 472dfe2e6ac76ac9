// What each kind of participant does all the time. Whatever is random comes from the seed of the process.

import type { SeededRandom } from '../../support/seeded-random.js'
import type { HistoryWriter } from '../write-history.js'
import { churners } from './churners.js'
import type { CrewPlan, RoleName, ToCrew } from './crew-messages.js'
import { leavers } from './leavers.js'
import { freshReaders, newcomers } from './newcomers.js'
import type { Counts, Participant } from './participant.js'
import { readers, tabs, writers } from './stayers.js'
import { troublemakers } from './troublemakers.js'

export interface Role {
  /** Resolves when all take part. */
  readonly ready: Promise<void>
  /** No more comings and goings. */
  calm(): Promise<void>
  /** Write no more; resolves when everything is answered, or all there is to read is read. */
  finish(): Promise<void>
  links(what: Extract<ToCrew, { type: 'links' }>['what']): void
  stop(): Promise<void>
}

export interface Stage {
  plan: CrewPlan
  history: HistoryWriter
  counts: Counts
  /** Whoever takes part now. */
  people: Set<Participant>
  random: SeededRandom
}

const ROLES: Record<RoleName, (stage: Stage) => Partial<Role> & Pick<Role, 'ready'>> = {
  writers,
  readers,
  churners,
  newcomers,
  tabs,
  leavers,
  troublemakers,
  fresh: freshReaders,
}

export function startRole(stage: Stage): Role {
  const nothing = async () => undefined
  return {
    calm: nothing,
    finish: nothing,
    links: () => undefined,
    stop: nothing,
    ...ROLES[stage.plan.role](stage),
  }
}
