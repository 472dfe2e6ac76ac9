// M5: one room larger than most, in which everybody is present and those who write are seen typing.

import { runLoad } from './load.js'
import { loadFigures, type Workload, withEverybodyIn } from './workload.js'

const FULL = {
  crew: { people: 5_000, rooms: 1 },
  load: { messagesPerSecond: 20, senders: 20, isTyping: true, warmUpSeconds: 3, seconds: 10 },
}
const QUICK: typeof FULL = {
  crew: { people: 300, rooms: 1 },
  load: { messagesPerSecond: 20, senders: 20, isTyping: true, warmUpSeconds: 1, seconds: 2 },
}

export const largeRoom: Workload = {
  name: 'm5',
  title: 'A large room',
  method:
    '5,000 members of one room come at once, 64 at a time, and all are present; then 20 of them write 20 messages/s ' +
    'and are seen typing before each (hubbub; the peers have neither presence nor typing)',
  connections: FULL.crew.people,
  run({ target, isQuick, env }) {
    const { crew, load: step } = isQuick ? QUICK : FULL
    const options = { target, crew, nodes: 1, isLogged: false, isBehindNginx: false, env } as const
    return withEverybodyIn(options, async (stage, connects) => {
      const tallies = await stage.fleet.order('tally', () => null)
      const bytesAside = tallies.reduce((total, tally) => total + tally.bytesAside, 0)
      const load = await runLoad(stage, step)
      return {
        figures: {
          ...connects,
          stormBytesPerClient: bytesAside / crew.people,
          ...loadFigures(load),
        },
        tried: [load],
      }
    })
  },
}
