import { expect, test } from 'vitest'
import { parseArguments } from '../../load/arguments.js'
import { durationText, parseDuration } from '../../load/durations.js'
import { createLatency } from '../../load/latency.js'
import { liveLine } from '../../load/live-line.js'
import { reportHtml, reportText } from '../../load/report.js'
import type { LoadResult } from '../../load/result.js'
import { createSeconds } from '../../load/seconds.js'
import { createTally } from '../../load/tally.js'
import { createTerminal } from '../../load/terminal.js'
import { latencyOf } from './latency-of.js'

const URL = 'http://127.0.0.1:3000'

function summary(...ms: number[]) {
  const latency = createLatency()
  latency.add(latencyOf(...ms))
  return latency.summary()
}

/** Of a run in which the second second brought nothing. */
function someResult(fields: Partial<LoadResult> = {}): LoadResult {
  const options = parseArguments(['--url', URL])
  if (options === 'help') throw new Error('help was not asked for')
  const none = { delivery: '', ack: '', join: '', rejoin: '', send: '' }
  const seconds = createSeconds(100, 1)
  const { counts } = createTally()
  const second = { connected: 50, waiting: 0, cpuMs: 100, residentBytes: 1e8, loopLagMs: 2, servedBy: [] }
  for (const [number, delivery] of [
    [101, latencyOf(3, 4)],
    [102, ''],
    [103, latencyOf(9)],
  ] as const) {
    const told = { ...second, counts, errors: {}, limits: {}, second: number }
    seconds.add({ ...told, latencies: { ...none, delivery } })
  }
  return {
    run: 'abcdef',
    startedAt: '2030-01-02T03:04:05.678Z',
    command: `npm run load -- --url ${URL}`,
    options,
    machine: {
      commit: 'abc123',
      nodeVersion: 'v20.19.0',
      cpu: 'Some CPU',
      cores: 2,
      memoryBytes: 2 ** 33,
      system: 'Linux 6',
    },
    servedBy: ['node-a w1', 'node-a w2'],
    wasInterrupted: false,
    outcome: {
      isGood: false,
      checks: [
        { name: 'lost', value: '3', limit: 'none', isGood: false },
        { name: 'errors', value: '0', limit: 'none', isGood: true },
      ],
      notes: ['A note.'],
      counts: { ...counts, due: 1_234_567 },
      findings: {
        reading: { live: 10, resumed: 1, repaired: 2, doubled: 0, reordered: 0 },
        expected: 16,
        lost: 3,
        lostByUnconnected: 2,
        unconnected: 1,
        contradictions: 0,
        unsent: 0,
        doubledInLog: 0,
        reorderedInLog: 0,
      },
      errors: { 'connection lost': 1 },
      limits: { 'sign-ins': 4 },
      latencies: {
        delivery: summary(3, 4, 9),
        ack: summary(2),
        join: summary(20),
        rejoin: summary(),
        send: summary(0.5),
      },
    },
    phases: [{ name: 'clients connect', from: 0, to: 1 }],
    seconds: seconds.list(),
    nodes: [],
    ...fields,
  }
}

test('the terminal shows every latency, count and threshold, and the outcome in its last line', () => {
  const text = reportText(someResult())
  expect(text).toMatch(/^delivery +4 ms( +9\.01 ms){4} +3$/m)
  expect(text).toMatch(/^messages due +1,234,567 /m)
  expect(text).toMatch(/^lost +3 +2 of them by 1 clients not connected at the end$/m)
  expect(text).toMatch(/^connection lost +1 +error$/m)
  expect(text).toMatch(/^lost +3 +none +CROSSED$/m)
  expect(text.split('\n').at(-1)).toBe('Thresholds were crossed: lost 3 (allowed: none).')
  expect(text).not.toContain('back after the storm')
})

test('the report stands by itself, and a second without deliveries breaks the lines', () => {
  const html = reportHtml(someResult())
  expect(html).not.toMatch(/NaN|undefined|Infinity|<script|<link|src=/)
  expect(html).toContain('Thresholds were crossed: lost 3')
  expect(html).toContain('clients connect')
  expect(html).toContain('node-a w1, node-a w2')
  const [, path = ''] = /class="line line-0" d="([^"]+)"/.exec(html) ?? []
  expect(path.match(/M/g)).toHaveLength(2)
})

test('whatever an address holds is text in the report', () => {
  const command = 'npm run load -- --url "<script>alert(1)</script>"'
  expect(reportHtml(someResult({ command }))).not.toContain('<script>')
})

test('nodes that were asked have their own plots', () => {
  const sample = { residentBytes: 1e8, lagMs: 1, sockets: 5, messagesAppended: 0, gapRepairs: 0 }
  const samples = [0, 1, 2].map(at => ({ ...sample, at, cpuSeconds: at / 2, entriesDelivered: at * 100 }))
  const html = reportHtml(someResult({ nodes: [{ url: URL, node: 'node-a', samples, failures: 2 }] }))
  expect(html).toContain('Entries handed to sockets')
  expect(html).toContain('node-a could not be read 2 times.')
})

test('how it goes fits in one line', () => {
  const [second] = someResult().seconds
  if (!second) throw new Error('there is a second')
  const line = liveLine(second, { errors: { 'connection lost': 2 }, limits: { messages: 7 } }, 50)
  expect(line).toBe(
    '   1 s  connected 50/50  sent 0/s  delivered 0/s  p50 3 ms  p99 4 ms  errors 2  limited 7',
  )
})

test('a terminal has its line refreshed, a file gets one now and then', () => {
  const written = { terminal: '', file: '' }
  let now = 0
  const stream = (name: keyof typeof written, isTTY: boolean) => ({
    isTTY,
    columns: 12,
    write: (text: string) => {
      written[name] += text
    },
  })
  const terminals = [
    createTerminal(stream('terminal', true), () => now),
    createTerminal(stream('file', false), () => now),
  ]
  for (const terminal of terminals) {
    terminal.status('one is longer than that')
    terminal.status('two')
  }
  now = 5_000
  for (const terminal of terminals) {
    terminal.status('three')
    terminal.say('done')
  }
  expect(written.terminal).toBe('\r\x1b[2Kone is long\r\x1b[2Ktwo\r\x1b[2Kthree\r\x1b[2Kdone\n')
  expect(written.file).toBe('one is longer than that\nthree\ndone\n')
})

test.each([
  ['60', 60_000],
  ['60s', 60_000],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  ['200ms', 200],
  ['', null],
  ['-5', null],
  ['5 m', null],
  ['5d', null],
])('%j is a duration of %j milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each([
  [0.423, '0.42 ms'],
  [10, '10 ms'],
  [100, '100 ms'],
  [3_450, '3.5 s'],
  [120_000, '2 min'],
  [Number.NaN, '-'],
])('%d milliseconds are shown as %j', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})
