// Those whose connections end all the time: in order, by a reset, or by falling silent. Each comes back and resumes from
// the position it holds. Each has a line of its own, which a fault may break as well.

import { setTimeout as sleep } from 'node:timers/promises'
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.js'
import { openParticipant } from './open-participant.js'
import type { Participant } from './participant.js'
import type { Role, Stage } from './roles.js'
import { roomsOf } from './stayers.js'

/** Longer than the 2 s below which a client takes its connection for one that keeps failing, and slows down. */
const STAYS_MS = [2_500, 9_000] as const
const AWAY_MS = [0, 4_000] as const
const SLOW = { kind: 'slow', latencyMs: 300, jitterMs: 200, bytesPerS: 50_000, sliceBytes: 512 } as const

export function churners(stage: Stage): Partial<Role> & Pick<Role, 'ready'> {
  const { plan, people, random } = stage
  const lines: TcpProxy[] = []
  let isCalm = false
  const { hostname, port } = new URL(plan.url)

  async function enter(index: number): Promise<void> {
    const line = await startTcpProxy({ host: hostname, port: Number(port) }, random)
    lines.push(line)
    const name = `${plan.process}-${index}`
    const url = `http://${hostname}:${line.port}`
    const person = await openParticipant(stage, name, url)
    await person.join(roomsOf(plan.rooms, index))
    void churn(person, line)
  }

  async function churn(person: Participant, line: TcpProxy): Promise<void> {
    for (;;) {
      await sleep(random.integer(...STAYS_MS))
      if (isCalm) return
      // Who was cut off by a fault comes back first: how long that takes is part of what is looked at.
      if (!person.isConnected()) continue
      person.willBeAway()
      const how = random.pick(['away', 'away', 'reset', 'reset', 'vanish'])
      if (how === 'reset') line.reset()
      else if (how === 'vanish') {
        // Also this end learns nothing of it: it gives up before its heartbeat would.
        line.vanish()
        await sleep(random.integer(...AWAY_MS))
        await comeBack(person)
      } else await comeBack(person)
    }
  }

  async function comeBack(person: Participant): Promise<void> {
    person.goAway()
    await sleep(random.integer(...AWAY_MS))
    person.comeBack()
  }

  return {
    ready: Promise.all(Array.from({ length: plan.size }, (_, index) => enter(index))).then(() => undefined),
    async calm() {
      isCalm = true
    },
    links(what) {
      for (const line of lines) {
        if (what === 'vanish') line.vanish()
        else line.setPassage(what === 'slow' ? SLOW : { kind: 'open' })
      }
    },
    async stop() {
      for (const person of people) person.stop()
      for (const line of lines) await line[Symbol.asyncDispose]()
    },
  }
}
