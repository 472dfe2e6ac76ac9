// M3: many small rooms, in which everybody writes now and then, and every message is logged.

import { runLoad } from './load.js'
import { raiseLoad } from './rising-load.js'
import { loadFigures, mostFigures, type Workload, withEverybodyIn } from './workload.js'

/** The warm-up is long, so that what 10,000 connects leave behind for a while is not taken for what messages cost. */
const FULL = {
  crew: { people: 10_000, rooms: 1_000 },
  steady: { messagesPerSecond: 500, warmUpSeconds: 20, seconds: 8 },
  first: { messagesPerSecond: 1_000, warmUpSeconds: 1, seconds: 4 },
  steps: 12,
}
const QUICK: typeof FULL = {
  crew: { people: 200, rooms: 20 },
  steady: { messagesPerSecond: 50, warmUpSeconds: 1, seconds: 2 },
  first: { messagesPerSecond: 100, warmUpSeconds: 1, seconds: 1 },
  steps: 2,
}

export const smallRooms: Workload = {
  name: 'm3',
  title: 'Small rooms',
  method:
    '1,000 rooms of 10 members, all of whom write in turn, every message logged (the textbook: INCR and XADD); first ' +
    '500 messages/s, which count after 20 s, then rising until 99 of 100 deliveries take no more than 200 ms',
  connections: FULL.crew.people,
  run({ target, isQuick, env }) {
    const { crew, steady, first, steps } = isQuick ? QUICK : FULL
    const options = { target, crew, nodes: 1, isLogged: true, isBehindNginx: false, env } as const
    return withEverybodyIn(options, async (stage, connects) => {
      const load = await runLoad(stage, steady)
      const { tried, most } = await raiseLoad(stage, first, steps)
      return {
        figures: { ...connects, ...loadFigures(load), ...mostFigures(most) },
        tried: [load, ...tried],
      }
    })
  },
}
