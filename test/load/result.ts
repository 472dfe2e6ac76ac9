// All that a load test has found, as it is written to JSON and shown in the report and in the terminal.

import type { LoadOptions } from './arguments.js'
import { durationText } from './durations.js'
import type { LatencyName, LatencySummary } from './latency.js'
import type { Machine } from './machine.js'
import { numberText, type Outcome } from './outcome.js'
import type { SecondSummary } from './seconds.js'
import type { NodeMetrics } from './server-metrics.js'

export interface LoadResult {
  run: string
  /** ISO 8601. */
  startedAt: string
  /** How it can be run again. */
  command: string
  options: LoadOptions
  machine: Machine
  /** Nodes and workers that served, as `node worker`. */
  servedBy: readonly string[]
  /** Whether somebody ended it before its time. */
  wasInterrupted: boolean
  outcome: Outcome
  /** In seconds since the start. */
  phases: readonly { name: string; from: number; to: number }[]
  seconds: readonly SecondSummary[]
  /** `at` in seconds since the start. */
  nodes: readonly NodeMetrics[]
}

export interface Table {
  head: readonly string[]
  rows: readonly { cells: readonly string[]; isBad?: boolean }[]
}

const MEANINGS: Record<LatencyName, string> = {
  delivery: 'delivery',
  ack: 'ack',
  join: 'connect and join',
  rejoin: 'back after the storm',
  send: 'lateness of the test',
}

export function latencyTable({ outcome }: LoadResult): Table {
  const { delivery, ack, join, rejoin, send } = outcome.latencies
  const named: [LatencyName, LatencySummary][] = Object.entries({ delivery, ack, join, rejoin, send }).map(
    ([name, summary]) => [name as LatencyName, summary],
  )
  return {
    head: ['', 'p50', 'p90', 'p99', 'p99.9', 'most', 'count'],
    rows: named
      .filter(([, { count }]) => count > 0)
      .map(([name, { p50, p90, p99, p999, max, count }]) => ({
        cells: [MEANINGS[name], ...[p50, p90, p99, p999, max].map(durationText), numberText(count)],
      })),
  }
}

export function checkTable({ outcome }: LoadResult): Table {
  return {
    head: ['', 'measured', 'allowed', ''],
    rows: outcome.checks.map(({ name, value, limit, isGood }) => ({
      cells: [name, value, limit, isGood ? 'good' : 'CROSSED'],
      isBad: !isGood,
    })),
  }
}

export function countTable({ outcome, options }: LoadResult): Table {
  const { counts, findings } = outcome
  const { reading } = findings
  const storm: [string, number, string][] =
    options.scenario === 'storm'
      ? [
          ['back after the storm', counts.rejoined, `of ${numberText(options.clients)}`],
          ['turned away', counts.turnedAway, 'attempts to connect in the storm that had to be made again'],
        ]
      : []
  const rows: [string, number, string][] = [
    ['clients joined', counts.joined, `of ${numberText(options.clients)}`],
    ['messages due', counts.due, 'by the rate that was asked for'],
    ['messages sent', counts.sent, 'given to a client'],
    ['messages acked', counts.acked, 'the server has said that they are in the log'],
    ['deliveries', counts.deliveries, 'of these messages to a client, each once'],
    ['entries expected', findings.expected, 'of all kinds, over all clients'],
    ['entries told', reading.live, 'as they happened'],
    ['entries resumed', reading.resumed, 'with a join after a lost connection'],
    ['entries repaired', reading.repaired, 'left out by the server, and asked for by the client'],
    ['lost', findings.lost, lostText(findings)],
    ['doubled', reading.doubled + findings.doubledInLog, `${findings.doubledInLog} of them in a log`],
    ['reordered', reading.reordered + findings.reorderedInLog, `${findings.reorderedInLog} of them in a log`],
    [
      'contradicted',
      findings.contradictions,
      'two clients, or an ack and an entry, tell of different messages',
    ],
    ...storm,
    ['connections lost', counts.connectionsLost, 'other than those the test itself cut'],
  ]
  return {
    head: ['', '', ''],
    rows: rows.map(([name, count, meaning]) => ({ cells: [name, numberText(count), meaning] })),
  }
}

function lostText({ unconnected, lostByUnconnected }: Outcome['findings']): string {
  if (unconnected === 0) return 'entries that a client has not got by the end'
  return `${numberText(lostByUnconnected)} of them by ${numberText(unconnected)} clients not connected at the end`
}

/** Errors and limits by what they were. */
export function errorTable({ outcome }: LoadResult): Table {
  const errors = Object.entries(outcome.errors).map(([kind, count]) => [kind, numberText(count), 'error'])
  const limits = Object.entries(outcome.limits).map(([kind, count]) => [kind, numberText(count), 'limited'])
  return { head: ['', 'count', ''], rows: [...errors, ...limits].map(cells => ({ cells })) }
}

/** The outcome in one line. */
export function verdictOf({ outcome, wasInterrupted }: LoadResult): string {
  const crossed = outcome.checks.filter(({ isGood }) => !isGood)
  const early = wasInterrupted ? 'Ended early. ' : ''
  const limited = Object.keys(outcome.limits).some(kind => kind !== 'sign-ins')
    ? ' Limits of the server were met.'
    : ''
  if (crossed.length === 0) return `${early}All thresholds were kept.${limited}`
  const how = crossed.map(({ name, value, limit }) => `${name} ${value} (allowed: ${limit})`)
  return `${early}Thresholds were crossed: ${how.join(', ')}.${limited}`
}

/** Columns of equal width; the first is of words, the others of numbers. */
export function tableText({ head, rows }: Table, isNumber = (column: number) => column > 0): string {
  const lines = [head, ...rows.map(({ cells }) => cells)]
  const widths = head.map((_, column) => Math.max(...lines.map(cells => (cells[column] ?? '').length)))
  return lines
    .filter(cells => cells.some(cell => cell !== ''))
    .map(cells =>
      cells
        .map((cell, column) =>
          isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
