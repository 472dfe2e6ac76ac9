import { expect, test } from 'vitest'
import type { Findings, Told } from '../../load/generator-protocol.js'
import { createLatencies, takeLatencies } from '../../load/latency.js'
import { judge } from '../../load/outcome.js'
import { createSeconds } from '../../load/seconds.js'
import { createTally, type Tally } from '../../load/tally.js'
import { latencyOf } from './latency-of.js'

const OPTIONS = { thresholds: { p99Ms: 200, lost: 0, maxErrors: 0 }, clients: 10, accounts: 10, rate: 20 }

/** What one process found when nothing was wrong. */
function findings(fields: Partial<Findings> = {}): Findings {
  return {
    reading: { live: 100, resumed: 0, repaired: 0, doubled: 0, reordered: 0 },
    expected: 100,
    lost: 0,
    lostByUnconnected: 0,
    unconnected: 0,
    contradictions: 0,
    unsent: 0,
    logs: new Map(),
    measured: { delivery: latencyOf(5, 6, 7), ack: latencyOf(4) },
    ...fields,
  }
}

function told(fields: Partial<Told> = {}): Told {
  const { counts, errors, limits }: Tally = createTally()
  return {
    counts: { ...counts, due: 10, sent: 10 },
    errors,
    limits,
    second: 101,
    latencies: takeLatencies(createLatencies()),
    connected: 10,
    waiting: 0,
    cpuMs: 300,
    residentBytes: 1e8,
    loopLagMs: 3,
    servedBy: ['node-a w1'],
    ...fields,
  }
}

function outcomeOf(found: Findings[], seconds: Told[] = [told()], limited = { signIns: 0, rooms: 0 }) {
  const all = createSeconds(100, found.length)
  for (const one of seconds) all.add(one)
  return judge(OPTIONS, all, found, limited)
}

const crossed = (outcome: ReturnType<typeof judge>) =>
  outcome.checks.filter(({ isGood }) => !isGood).map(({ name, value }) => `${name}: ${value}`)

test('nothing wrong is good, with nothing to note', () => {
  expect(outcomeOf([findings(), findings()])).toMatchObject({
    isGood: true,
    notes: [],
    errors: {},
    limits: {},
  })
})

const READING = findings().reading
const log = (digest: string | null, doubled = 0, reordered = 0) =>
  new Map([['room epoch', { digest, doubled, reordered }]])

test.each<[string, Findings[], string]>([
  [
    'a late delivery',
    [findings({ measured: { delivery: latencyOf(900), ack: '' } })],
    '99 % of deliveries within: 900 ms',
  ],
  ['a lost entry', [findings(), findings({ lost: 1 })], 'lost: 1'],
  ['an entry told twice', [findings({ reading: { ...READING, doubled: 2 } })], 'doubled: 2'],
  [
    'a message twice in a log',
    [findings({ logs: log('x', 1) }), findings({ logs: log('x', 1) })],
    'doubled: 1',
  ],
  ['entries told in the wrong order', [findings({ reading: { ...READING, reordered: 1 } })], 'reordered: 1'],
  ['a log in the wrong order', [findings({ logs: log('x', 0, 3) })], 'reordered: 3'],
  ['an ack that was not true', [findings({ contradictions: 1 })], 'contradicted: 1'],
  [
    'a log that two processes know in different ways',
    [findings({ logs: log('x') }), findings({ logs: log('y') })],
    'contradicted: 1',
  ],
  ['a client that is gone at the end', [findings({ unconnected: 1 })], 'errors: 1'],
  ['a message without an answer', [findings({ unsent: 2 })], 'errors: 2'],
])('%s crosses its threshold', (_what, found, line) => {
  const outcome = outcomeOf(found)
  expect(crossed(outcome)).toEqual([line])
  expect(outcome.isGood).toBe(false)
})

test('an entry that one process has not got makes no log differ', () => {
  expect(outcomeOf([findings({ logs: log(null) }), findings({ logs: log('y') })]).isGood).toBe(true)
})

test('errors of every kind add up, and messages that nobody was there to write are among them', () => {
  const counts = { ...createTally().counts, due: 12, sent: 10 }
  const outcome = outcomeOf([findings()], [told({ errors: { 'connection lost': 2 } }), told({ counts })])
  expect(outcome.errors).toEqual({ 'connection lost': 2, 'message due and no client to write it': 2 })
  expect(crossed(outcome)).toEqual(['errors: 4'])
})

test('each limit of the server that was met is noted by its setting, and is no error', () => {
  const limits = { messages: 3, connections: 2, joins: 1 }
  const outcome = outcomeOf([findings()], [told({ limits })], { signIns: 4, rooms: 5 })
  expect(outcome.isGood).toBe(true)
  expect(outcome.limits).toEqual({ ...limits, 'sign-ins': 4, rooms: 5 })
  expect(outcome.notes.join('\n')).toMatch(
    /MESSAGES_PER_10S[\s\S]*CONNECTIONS_PER_USER[\s\S]*SIGN_INS_PER_MINUTE[\s\S]*6 creations/,
  )
})

test('a test that was late itself says so', () => {
  const latencies = { ...takeLatencies(createLatencies()), send: latencyOf(70) }
  expect(outcomeOf([findings()], [told({ latencies })]).notes).toEqual([
    expect.stringMatching(/^The test itself was late: .* 70 ms or more/),
  ])
})

test('seconds of several processes become one, and the newest is one that all have told of', () => {
  const seconds = createSeconds(100, 2)
  seconds.add(told({ second: 101, latencies: { ...told().latencies, delivery: latencyOf(1, 2) } }))
  seconds.add(told({ second: 101, latencies: { ...told().latencies, delivery: latencyOf(30) } }))
  seconds.add(told({ second: 102, servedBy: ['node-b w4'] }))
  expect(seconds.newest()).toMatchObject({ at: 1, sent: 20, connected: 20, generatorCpuMs: 600 })
  expect(seconds.newest()?.delivery).toMatchObject({ count: 3 })
  expect(seconds.newest()?.delivery.max).toBeCloseTo(30, 1)
  expect(seconds.list().map(({ at }) => at)).toEqual([1, 2])
  expect(seconds.servedBy()).toEqual(['node-a w1', 'node-b w4'])
})

test('a report that comes very late still counts once', () => {
  const seconds = createSeconds(100, 1)
  for (let second = 101; second <= 130; second += 1) seconds.add(told({ second }))
  seconds.add(told({ second: 102 }))
  expect(seconds.list().map(({ at }) => at)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  expect(seconds.list().reduce((sum, { sent }) => sum + sent, 0)).toBe(310)
  expect(seconds.total.counts.sent).toBe(310)
})
