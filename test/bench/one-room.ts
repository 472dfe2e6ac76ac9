// M2: everybody in one room, few write.

import { runLoad } from './load.js'
import { raiseLoad } from './rising-load.js'
import { loadFigures, type RunOptions, type RunResult, type Workload, withEverybodyIn } from './workload.js'

const FULL = {
  people: 1_000,
  senders: 20,
  messagesPerSecond: 20,
  warmUpSeconds: 2,
  seconds: 8,
  stepSeconds: 4,
  steps: 14,
}
const QUICK = {
  people: 100,
  senders: 5,
  messagesPerSecond: 20,
  warmUpSeconds: 1,
  seconds: 2,
  stepSeconds: 1,
  steps: 2,
}

export const oneRoom: Workload = {
  name: 'm2',
  title: 'One room',
  method:
    '1,000 members of one room, 20 of them write; first 20 messages/s (20,000 deliveries/s), then rising until ' +
    '99 of 100 deliveries take no more than 200 ms',
  connections: FULL.people,
  run: options =>
    withEverybodyIn(
      {
        target: options.target,
        crew: { people: (options.isQuick ? QUICK : FULL).people, rooms: 1 },
        nodes: 1,
        isLogged: false,
        isBehindNginx: false,
        env: options.env,
      },
      (stage, connects) => writeInOneRoom(stage, connects, options),
    ),
}

export async function writeInOneRoom(
  stage: Parameters<typeof runLoad>[0],
  connects: RunResult['figures'],
  { isQuick }: Pick<RunOptions, 'isQuick'>,
): Promise<RunResult> {
  const { messagesPerSecond, senders, warmUpSeconds, seconds, stepSeconds, steps } = isQuick ? QUICK : FULL
  const steady = await runLoad(stage, { messagesPerSecond, senders, warmUpSeconds, seconds })
  const first = { messagesPerSecond: messagesPerSecond * 2, senders, warmUpSeconds: 1, seconds: stepSeconds }
  const { tried, most } = await raiseLoad(stage, first, steps)
  return {
    figures: {
      ...connects,
      ...loadFigures(steady),
      mostDeliveriesPerSecond: most?.deliveriesPerSecond ?? null,
      ...(most ? loadFigures(most, 'most:') : {}),
    },
    tried: [steady, ...tried],
  }
}
