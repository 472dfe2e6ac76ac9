// M1: many connections that join and then say nothing.

import { setTimeout as delay } from 'node:timers/promises'
import { difference } from './stage.js'
import { type Workload, withEverybodyIn } from './workload.js'

/**
 * `idleSeconds`: silence as long as our server waits between two pings: each connection has exactly one in this time.
 * `restSeconds`: before it, so that what a server does once after a rush is not taken for what silence costs.
 */
const FULL = { crew: { people: 5_000, rooms: 50 }, restSeconds: 20, idleSeconds: 10 }
const QUICK: typeof FULL = { crew: { people: 400, rooms: 10 }, restSeconds: 0, idleSeconds: 1 }

export const idle: Workload = {
  name: 'm1',
  title: 'Idle connections',
  method:
    '5,000 connections with a session, set up 64 at once, each joined to one of 50 rooms; then 30 s of silence',
  connections: FULL.crew.people,
  run({ target, isQuick, env }) {
    const { crew, restSeconds, idleSeconds } = isQuick ? QUICK : FULL
    const options = { target, crew, nodes: 1, isLogged: false, isBehindNginx: false, env } as const
    return withEverybodyIn(options, async ({ used, usedAtStart }, connects) => {
      await delay(restSeconds * 1_000)
      const before = used()
      await delay(idleSeconds * 1_000)
      const after = used()
      return {
        figures: {
          ...connects,
          rssKibPerConnection: (after.rssKib - usedAtStart.rssKib) / crew.people,
          idleCpuUsPerConnectionSecond: difference(after, before).cpuUs / crew.people / idleSeconds,
        },
        tried: [],
      }
    })
  },
}
