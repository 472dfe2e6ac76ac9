// M2: everybody in one room, few write.

import { runLoad } from './load.js'
import { raiseLoad } from './rising-load.js'
import type { StageOptions } from './stage.js'
import { costOfWorkers } from './two-workers.js'
import {
  loadFigures,
  mostFigures,
  type RunOptions,
  type RunResult,
  type Workload,
  withEverybodyIn,
} from './workload.js'

/** The warm-up is as long as that of M3: what a delivery costs is asked of a server that has compiled its code. */
const FULL = {
  crew: { people: 1_000, rooms: 1 },
  steady: { messagesPerSecond: 20, senders: 20, warmUpSeconds: 20, seconds: 8 },
  first: { messagesPerSecond: 40, senders: 20, warmUpSeconds: 1, seconds: 4 },
  steps: 14,
}
const QUICK: typeof FULL = {
  crew: { people: 100, rooms: 1 },
  steady: { messagesPerSecond: 20, senders: 5, warmUpSeconds: 1, seconds: 2 },
  first: { messagesPerSecond: 40, senders: 5, warmUpSeconds: 1, seconds: 1 },
  steps: 2,
}

export const inOneRoom = {
  people: FULL.crew.people,

  run(
    { target, isQuick, env }: RunOptions,
    place: Pick<StageOptions, 'nodes' | 'isBehindNginx'>,
  ): Promise<RunResult> {
    const { crew, steady, first, steps } = isQuick ? QUICK : FULL
    return withEverybodyIn({ target, crew, isLogged: false, env, ...place }, async (stage, connects) => {
      const load = await runLoad(stage, steady)
      const { tried, most } = await raiseLoad(stage, first, steps)
      return {
        figures: { ...connects, ...loadFigures(load), ...mostFigures(most) },
        tried: [load, ...tried],
      }
    })
  },
}

export const oneRoom: Workload = {
  name: 'm2',
  title: 'One room',
  method:
    '1,000 members of one room, 20 of them write; first 20 messages/s (20,000 deliveries/s), which count after ' +
    '20 s, then rising until 99 of 100 deliveries take no more than 200 ms. Besides, a busy room with one member ' +
    'on one of two workers, and one with a member on each',
  connections: FULL.crew.people,
  async run(options) {
    const { figures, tried } = await inOneRoom.run(options, { nodes: 1, isBehindNginx: false })
    return { figures: { ...figures, ...(await costOfWorkers(options)) }, tried }
  },
}
