// The load test against a chat whose answers are broken on the way: each kind of fault is found.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fault, type ServerPacket, startFaultyProxy } from '../support/faulty-proxy.js'
import { SHORT_LOAD, startLoad } from '../support/run-load.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
})

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]()
})

/** Well after the entries that tell of members who came. */
const SEQ = 15

const isBroken = (item: unknown) =>
  item instanceof Object && 'seq' in item && 'sender' in item && item.seq === SEQ

/** Without the broken entry, wherever it is told. */
function withoutBroken(part: unknown): unknown {
  if (Array.isArray(part)) return part.filter(item => !isBroken(item)).map(withoutBroken)
  if (!(part instanceof Object)) return part
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, withoutBroken(value)]))
}

const dropping: Fault = packet => [packet.rewritten(packet.parts.map(withoutBroken))]

const leavingOut: Fault = packet => {
  const holdsBroken = JSON.stringify(packet.parts) !== JSON.stringify(packet.parts.map(withoutBroken))
  return packet.isEntries && holdsBroken ? [] : [packet.text]
}

const doubling: Fault = packet => (packet.isEntries ? [packet.text, packet.text] : [packet.text])

const lying: Fault = packet => [packet.text.replace(/("mid":")[^"]+(".*"duplicate")/, '$1not-this-one$2')]

/** Every tenth packet of entries comes after the one that follows it. */
function swapping(): Fault {
  let held: ServerPacket | null = null
  let count = 0
  return packet => {
    if (!packet.isEntries) return [packet.text]
    count += 1
    if (held === null && count % 10 === 0) {
      held = packet
      return []
    }
    const late = held === null ? [] : [held.text]
    held = null
    return [packet.text, ...late]
  }
}

interface Findings {
  lost: number
  reading: { repaired: number; doubled: number; reordered: number }
  contradictions: number
}

// Twelve clients in three rooms: 75 messages in all, each to four clients.
test.each<[string, () => Fault, number, (findings: Findings) => void]>([
  ['keeps an entry from everybody: lost', () => dropping, 1, ({ lost }) => expect(lost).toBe(12)],
  [
    'leaves an entry out until it is asked for: repaired, and no fault that a reader would see',
    () => leavingOut,
    0,
    ({ lost, reading }) => {
      expect(lost).toBe(0)
      expect(reading.repaired).toBeGreaterThanOrEqual(12)
    },
  ],
  [
    'tells entries twice: doubled',
    () => doubling,
    1,
    f => expect(f.reading.doubled).toBeGreaterThanOrEqual(300),
  ],
  ['tells entries late: reordered', swapping, 1, f => expect(f.reading.reordered).toBeGreaterThanOrEqual(12)],
  [
    'acks what is not in the log: contradicted',
    () => lying,
    1,
    f => expect(f.contradictions).toBeGreaterThanOrEqual(75),
  ],
])('a chat that %s', async (_what, newFault, code, expectFound) => {
  await using proxy = await startFaultyProxy(cluster.url, newFault)
  await using run = await startLoad('--url', proxy.url, ...SHORT_LOAD, '--settle', '2')
  expect(await run.exited()).toBe(code)
  expectFound((await run.result()).outcome.findings)
})
