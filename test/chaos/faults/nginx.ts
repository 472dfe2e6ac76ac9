// The proxy in front: reloaded, killed, and everybody coming back at once.

import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../support/eventually.js'
import { openRaw } from '../../support/raw-engine.js'
import { signIn } from '../workload/hubbub-client.js'
import type { Fault } from './fault.js'

const RELOADS = 10
const BETWEEN_RELOADS_MS = 300
const DEAD_MS = 1_000
const CROWD = 300
const BACK_WITHIN_MS = 15_000

export const nginxReload: Fault = {
  id: 'nginx-reload',
  name: `nginx is reloaded ${RELOADS} times`,
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run({ arena }) {
    const before = (await arena.nginx().workers()).length
    for (let count = 0; count < RELOADS; count += 1) {
      await arena.nginx().reload()
      await sleep(BETWEEN_RELOADS_MS)
    }
    // Workers that were replaced let their connections live for a while and then end them.
    await eventually(
      async () => {
        const left = (await arena.nginx().workers()).length - before
        if (left > 0) throw new Error(`${left} old workers of nginx linger`)
      },
      { withinMs: 30_000, everyMs: 200 },
    )
    return {}
  },
}

export const nginxKill: Fault = {
  id: 'nginx-kill',
  name: 'nginx is killed (SIGKILL) and started again, and everybody comes back at once',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'heal', withinMs: 5_000 } },
  async run({ arena }) {
    await arena.nginx().kill9()
    await sleep(DEAD_MS)
    await arena.raiseNginx()
    return {}
  },
}

export const reconnectStorm: Fault = {
  id: 'reconnect-storm',
  name: `nginx dies, and everybody and a crowd of ${CROWD} connect at once`,
  allows: { current: { from: 'heal', withinMs: 10_000 } },
  async run({ arena }) {
    const { cookie } = await signIn(arena.url)
    await arena.nginx().kill9()
    await arena.raiseNginx()
    const startedAt = performance.now()
    const enter = () =>
      eventually(() => openRaw(arena.url, { cookie }), { withinMs: BACK_WITHIN_MS, everyMs: 100 })
    const crowd = await Promise.all(Array.from({ length: CROWD }, enter))
    const value = performance.now() - startedAt
    for (const raw of crowd) raw[Symbol.dispose]()
    return { measured: [{ what: `${CROWD} connected at once`, value, unit: 'ms', atMost: BACK_WITHIN_MS }] }
  },
}
