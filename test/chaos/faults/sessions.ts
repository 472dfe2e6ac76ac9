// A sign-out whose signal is lost.

import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../support/eventually.js'
import { openHubbubClient } from '../workload/hubbub-client.js'
import { signOut } from '../workload/leavers.js'
import { noCounts } from '../workload/participant.js'
import type { Fault } from './fault.js'

const CUT_EVERY_MS = 10
const CUT_MS = 1_500

export const lostRevocation: Fault = {
  id: 'lost-revocation',
  name: 'somebody signs out while every channel is cut, so that no node is told',
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run({ arena, random, rooms, history }) {
    const name = `signed-out-${random.integer(0, 2 ** 31)}`
    const person = await openHubbubClient({ url: arena.url, name, history, counts: noCounts(), random })
    await person.join([random.pick(rooms)])
    let isCutting = true
    const cutting = (async () => {
      while (isCutting) {
        await arena.redis().redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
        await sleep(CUT_EVERY_MS)
      }
    })()
    try {
      await signOut(arena.url, person, history)
      const startedAt = performance.now()
      await sleep(CUT_MS)
      isCutting = false
      await eventually(
        () => {
          if (person.client.getState().connection.state !== 'signed-out') throw new Error('still connected')
        },
        { withinMs: 30_000 },
      )
      const value = performance.now() - startedAt
      return {
        measured: [{ what: 'revoked session closed, signal lost', value, unit: 'ms', atMost: 10_000 }],
      }
    } finally {
      isCutting = false
      await cutting
      person.stop()
    }
  },
}
