// M1: many connections that join and then say nothing.

import { setTimeout as delay } from 'node:timers/promises'
import { difference } from './stage.js'
import { type Workload, withEverybodyIn } from './workload.js'

const FULL = { people: 5_000, rooms: 50 }
const QUICK = { people: 400, rooms: 10 }
/** As long as our server waits between two pings: each connection has exactly one in this time. */
const IDLE_SECONDS = 10

export const idle: Workload = {
  name: 'm1',
  title: 'Idle connections',
  method:
    '5,000 connections with a session, set up 64 at once, each joined to one of 50 rooms; then 10 s of silence',
  connections: FULL.people,
  run: ({ target, isQuick, env }) =>
    withEverybodyIn(
      {
        target,
        crew: isQuick ? QUICK : FULL,
        nodes: 1,
        isLogged: false,
        isBehindNginx: false,
        env,
      },
      async ({ used, usedAtStart, crew }, connects) => {
        const before = used()
        await delay(IDLE_SECONDS * 1_000)
        const after = used()
        return {
          figures: {
            ...connects,
            rssKibPerConnection: (after.rssKib - usedAtStart.rssKib) / crew.people,
            idleCpuUsPerConnectionSecond: difference(after, before).cpuUs / crew.people / IDLE_SECONDS,
          },
          tried: [],
        }
      },
    ),
}
