// The way from one node to Redis: half-open, slow, reset, cut.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena } from '../arena.js'
import type { Passage } from '../relay.js'
import type { TcpProxy } from '../tcp-proxy.js'
import type { Fault, FaultOutcome, Stage } from './fault.js'

const HALF_OPEN_MS = 8_000
const SLOW_MS = 10_000
/** Its people are told to move after 15 s, at a moment of the next 5 s each (rule D2). */
const SPLIT_MS = 30_000
const RESETS = 5
const BETWEEN_RESETS_MS = 800
const OPEN: Passage = { kind: 'open' }
const SLOW: Passage = { kind: 'slow', latencyMs: 300, jitterMs: 200, bytesPerS: 400_000, sliceBytes: 700 }
/**
 * More than a command waits (2 s), its client after that (0.25 s) and the next in its room before it (2 s): what is in the
 * log already is sent again before its entry comes back. After 3.5 s without an echo the node connects anew.
 */
const LATE: Passage = {
  kind: 'slow',
  latencyMs: 4_500,
  jitterMs: 0,
  bytesPerS: 4_000_000,
  sliceBytes: 65_536,
}
const LATE_MS = 8_000

const impossible = ({ nodes }: Arena) =>
  nodes[0].redisLink === null ? 'this arena has no lines to break' : null

export const linkHalfOpen: Fault = {
  id: 'link-half-open',
  name: "a node's connections to Redis fall silent for ever, and neither end is told",
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'begin', withinMs: 7_000 } },
  impossible,
  run: stage =>
    onSomeLink(stage, async link => {
      link.vanish()
      await sleep(HALF_OPEN_MS)
    }),
}

export const linkSlow: Fault = {
  id: 'link-slow',
  name: 'the way from a node to Redis is slow: 300 ± 200 ms, 400 kB/s, in slices of 700 bytes',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  impossible,
  run: stage => onSomeLink(stage, link => having(link, SLOW, SLOW_MS)),
}

export const linkLate: Fault = {
  id: 'link-late',
  name: 'Redis does at once what a node asks, and its answers come after nobody waits for them any more: 4.5 s late',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'heal', withinMs: 4_000 } },
  impossible,
  run: stage => onSomeLink(stage, link => having(link, OPEN, LATE_MS, LATE)),
}

export const linkReset: Fault = {
  id: 'link-reset',
  name: "a node's connections to Redis are reset, again and again",
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  impossible,
  run: stage =>
    onSomeLink(stage, async link => {
      for (let count = 0; count < RESETS; count += 1) {
        link.reset()
        await sleep(BETWEEN_RESETS_MS)
      }
    }),
}

export const nodeSplit: Fault = {
  id: 'node-split',
  name: 'a node cannot reach Redis for 30 s, the other can: its people go there',
  products: ['hubbub', 'textbook'],
  allows: { current: { from: 'begin', withinMs: 25_000 } },
  impossible,
  run: stage => onSomeLink(stage, link => having(link, { kind: 'held' }, SPLIT_MS)),
}

async function onSomeLink(
  { arena, random }: Stage,
  disturb: (link: TcpProxy) => Promise<void>,
): Promise<FaultOutcome> {
  const { id, redisLink } = random.pick(arena.nodes)
  if (redisLink === null) throw new Error(`${id} has no line to break`)
  await disturb(redisLink)
  return { told: id }
}

async function having(link: TcpProxy, there: Passage, forMs: number, back = there): Promise<void> {
  link.setPassage(there, back)
  try {
    await sleep(forMs)
  } finally {
    link.setPassage(OPEN)
  }
}
