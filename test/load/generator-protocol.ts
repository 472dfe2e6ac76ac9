// What the command and the processes that play clients say to each other.

import type { Account, RoomId } from '@hubbub/shared'
import type { LatencyName } from './latency.js'
import type { ReadingCounts } from './reading.js'
import type { Tally } from './tally.js'

export interface LoadAccount {
  account: Account
  cookie: string
  /** The address of this machine its connections come from. */
  source: string | null
  /** What X-Forwarded-For says. */
  forwardedFor: string | null
}

/** What one process plays. */
export interface Part {
  run: string
  url: string
  /** Its number, and how many there are. */
  generator: number
  generators: number
  /** When the ramp begins, by the shared clock. */
  startAt: number
  rampMs: number
  settleMs: number
  textBytes: number
  keepsAccounts: boolean
  clients: readonly PartClient[]
}

export interface PartClient {
  client: number
  as: LoadAccount
  rooms: readonly RoomId[]
  /** When it connects, in milliseconds after the start. */
  connectAt: number
  /** The one among the connections of its account that speaks for it. */
  isFirstOfAccount: boolean
}

export interface SendOrder {
  startAt: number
  ratePerSecond: number
  rampMs: number
  durationMs: number
  /** When all lose their connection, in milliseconds after the start; null: never. */
  stormAt: number | null
}

export type ToGenerator =
  | { type: 'play'; part: Part }
  | { type: 'send'; order: SendOrder }
  /** Nothing more is sent. */
  | { type: 'stop-sending' }
  /** Waits until every client has these stretches of the rooms' logs, or until the time is over. */
  | { type: 'settle'; logs: ReadonlyMap<string, LogStretch>; untilAt: number }
  | { type: 'leave' }

export type FromGenerator =
  | { type: 'second'; told: Told }
  /** Every client has joined its rooms, or will not within this run's patience. */
  | { type: 'connected' }
  /** All is sent, and every message has been answered or is given up. */
  | { type: 'sent'; logs: ReadonlyMap<string, LogStretch> }
  | { type: 'settled'; findings: Findings }
  | { type: 'left' }

/** What happened in one second. */
export interface Told extends Tally {
  /** The second it ends, by the shared clock. */
  second: number
  latencies: Record<LatencyName, string>
  connected: number
  /** Messages without an answer so far. */
  waiting: number
  cpuMs: number
  residentBytes: number
  loopLagMs: number
  /** Who served, as `node worker`. */
  servedBy: readonly string[]
}

/** What is known at the end of one process's clients. */
export interface Findings {
  reading: ReadingCounts
  /** Entries that the clients should have received, and those that they have not. */
  expected: number
  lost: number
  /** Of the lost ones, those of clients that are not connected. */
  lostByUnconnected: number
  unconnected: number
  contradictions: number
  unsent: number
  logs: ReadonlyMap<string, LogFindings>
  /** Deliveries and acks of messages that were due after the ramp. */
  measured: Record<'delivery' | 'ack', string>
}

export interface LogFindings {
  /** Messages that stand in the log more than once, and those behind a later one of the same client. */
  doubled: number
  reordered: number
  /** Of the stretch that was settled: the same in all processes; null where an entry is not known. */
  digest: string | null
}

/** Of one life of a room's log. */
export interface LogStretch {
  first: number
  last: number
}
