// The ways of clients: fallen silent, or slow.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Crew } from '../workload/start-crew.js'
import type { Fault } from './fault.js'

const SLOW_MS = 8_000
/** The heartbeat finds it out after 10 s, and waits 5 s for an answer. */
const FOUND_OUT_MS = 16_000

export const clientsVanish: Fault = {
  id: 'clients-vanish',
  name: 'connections of clients fall silent for ever, and neither end is told',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'begin', withinMs: 20_000 } },
  async run({ crews }) {
    tellLinks(crews, 'vanish')
    await sleep(FOUND_OUT_MS)
    return {}
  },
}

export const clientsSlow: Fault = {
  id: 'clients-slow',
  name: 'connections of clients are slow: 300 ± 200 ms, 50 kB/s, in slices of 512 bytes',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run({ crews }) {
    tellLinks(crews, 'slow')
    await sleep(SLOW_MS)
    tellLinks(crews, 'whole')
    return {}
  },
}

function tellLinks(crews: readonly Crew[], what: 'vanish' | 'slow' | 'whole'): void {
  for (const crew of crews) crew.links(what)
}
