// What a load test has shown, held against its thresholds. Always true:
//  - messages that arrive twice, out of order, or as another message are never allowed;
//  - where a limit of the server was met, the outcome says so: the figures are those of the limit then.

import type { LoadOptions } from './arguments.js'
import { durationText } from './durations.js'
import type { Findings, LogFindings } from './generator-protocol.js'
import { createLatency, type LatencyName, type LatencySummary } from './latency.js'
import { addReading } from './room-watch.js'
import type { Seconds } from './seconds.js'
import { type CountName, countIn, sumOfKinds } from './tally.js'

export interface Check {
  name: string
  value: string
  limit: string
  isGood: boolean
}

export interface Outcome {
  isGood: boolean
  checks: Check[]
  /** What to know when reading the figures. */
  notes: string[]
  counts: Record<CountName, number>
  findings: Omit<Findings, 'logs' | 'measured'> & { doubledInLog: number; reorderedInLog: number }
  errors: Record<string, number>
  limits: Record<string, number>
  /** `delivery` and `ack`: of messages that were due after the ramp. */
  latencies: Record<LatencyName, LatencySummary>
}

export interface Limits {
  /** Sign-ins and rooms that had to wait, and for how long in all the test waited. */
  signIns: number
  rooms: number
}

/** How late the test may be with its own messages before its figures are its own doing. */
const LATE_MS = 50

export function judge(
  options: Pick<LoadOptions, 'thresholds' | 'clients' | 'accounts' | 'rate'>,
  seconds: Pick<Seconds, 'total' | 'latencies'>,
  found: readonly Findings[],
  limited: Limits,
): Outcome {
  const findings = sumOf(found)
  const { counts } = seconds.total
  const errors = { ...seconds.total.errors }
  countIn(errors, 'client not connected at the end', findings.unconnected)
  countIn(errors, 'message not answered by the end', findings.unsent)
  countIn(errors, 'message due and no client to write it', counts.due - counts.sent)
  const limits = { ...seconds.total.limits }
  countIn(limits, 'sign-ins', limited.signIns)
  countIn(limits, 'rooms', limited.rooms)

  const { delivery, ack, join, rejoin, send } = seconds.latencies
  const latencies = {
    delivery: measured(found, 'delivery'),
    ack: measured(found, 'ack'),
    join: join.summary(),
    rejoin: rejoin.summary(),
    send: send.summary(),
  }
  // A run that was stopped within its ramp has nothing else to show.
  if (latencies.delivery.count === 0) latencies.delivery = delivery.summary()
  if (latencies.ack.count === 0) latencies.ack = ack.summary()

  const checks = checksOf(options, findings, latencies.delivery, sumOfKinds(errors))
  const isGood = checks.every(check => check.isGood)
  return {
    isGood,
    checks,
    notes: notesOf(limits, latencies.send, options),
    counts,
    findings,
    errors,
    limits,
    latencies,
  }
}

function checksOf(
  { thresholds, rate }: Pick<LoadOptions, 'thresholds' | 'rate'>,
  findings: Outcome['findings'],
  delivery: LatencySummary,
  errors: number,
): Check[] {
  const { p99Ms, lost, maxErrors } = thresholds
  const atMost = (name: string, value: number, limit: number): Check => ({
    name,
    value: numberText(value),
    limit: limit === 0 ? 'none' : `at most ${numberText(limit)}`,
    isGood: value <= limit,
  })
  const inTime: Check = {
    name: '99 % of deliveries within',
    value: durationText(delivery.p99),
    limit: p99Ms === null ? 'no threshold' : durationText(p99Ms),
    isGood: p99Ms === null || delivery.p99 <= p99Ms || rate === 0,
  }
  return [
    inTime,
    atMost('lost', findings.lost, lost),
    atMost('doubled', findings.reading.doubled + findings.doubledInLog, 0),
    atMost('reordered', findings.reading.reordered + findings.reorderedInLog, 0),
    atMost('contradicted', findings.contradictions, 0),
    atMost('errors', errors, maxErrors),
  ]
}

function notesOf(
  limits: Readonly<Record<string, number>>,
  send: LatencySummary,
  { accounts, rate }: Pick<LoadOptions, 'accounts' | 'rate'>,
): string[] {
  const { messages = 0, connections = 0, joins = 0, rooms = 0 } = limits
  const signIns = limits['sign-ins'] ?? 0
  const notes: string[] = []
  if (messages > 0) {
    notes.push(
      `The server limited messages ${numberText(messages)} times (MESSAGES_PER_10S, per user and worker; here ${perAccount(rate, accounts)} in 10 s for each account). The latencies are those of that limit: use more --accounts, or raise it.`,
    )
  }
  if (connections > 0) {
    notes.push(
      `The server refused ${numberText(connections)} connections as too many of one user (CONNECTIONS_PER_USER, per worker): use more --accounts, or raise it.`,
    )
  }
  if (signIns > 0) {
    notes.push(
      `The server made ${numberText(signIns)} sign-ins wait (SIGN_INS_PER_MINUTE, per address). This cost time before the test, and is not in the figures; --accounts-file keeps accounts for the next time.`,
    )
  }
  if (rooms + joins > 0)
    notes.push(`The server made ${numberText(rooms + joins)} creations and joins of rooms wait.`)
  if (send.p99 > LATE_MS) {
    notes.push(
      `The test itself was late: 1 % of the messages were given to their clients ${durationText(send.p99)} or more after they were due. Its machine was the slow part; the latencies have that in them.`,
    )
  }
  return notes
}

function perAccount(rate: number, accounts: number): string {
  return numberText(Math.round((rate * 10) / accounts))
}

function sumOf(found: readonly Findings[]): Outcome['findings'] {
  const sum = (of: (one: Findings) => number) => found.reduce((all, one) => all + of(one), 0)
  const reading = { live: 0, resumed: 0, repaired: 0, doubled: 0, reordered: 0 }
  for (const one of found) addReading(reading, one.reading)
  const all = {
    reading,
    expected: sum(one => one.expected),
    lost: sum(one => one.lost),
    lostByUnconnected: sum(one => one.lostByUnconnected),
    unconnected: sum(one => one.unconnected),
    contradictions: sum(one => one.contradictions),
    unsent: sum(one => one.unsent),
    doubledInLog: 0,
    reorderedInLog: 0,
  }
  for (const log of logsOf(found).values()) {
    // Several processes know the same log; each fault in it is one.
    all.doubledInLog += Math.max(...log.map(({ doubled }) => doubled))
    all.reorderedInLog += Math.max(...log.map(({ reordered }) => reordered))
    const digests = new Set(log.map(({ digest }) => digest).filter(digest => digest !== null))
    if (digests.size > 1) all.contradictions += 1
  }
  return all
}

function logsOf(found: readonly Findings[]): Map<string, LogFindings[]> {
  const logs = new Map<string, LogFindings[]>()
  for (const one of found) {
    for (const [key, log] of one.logs) logs.set(key, [...(logs.get(key) ?? []), log])
  }
  return logs
}

function measured(found: readonly Findings[], name: 'delivery' | 'ack'): LatencySummary {
  const latency = createLatency()
  for (const one of found) latency.add(one.measured[name])
  return latency.summary()
}

export function numberText(value: number): string {
  return value.toLocaleString('en-US')
}
