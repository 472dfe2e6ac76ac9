// What a worker tells its primary once a second, for those who watch over it: how it is now, and all it has counted.

import type { ProcessLoad } from './process-meter.js'
import type { Rates } from './rate-meter.js'

/** How a worker is now. */
export interface WorkerReport extends ProcessLoad, Rates {
  /** null: ready; otherwise why not, in a few words. */
  notReadyBecause: string | null
  sockets: number
  /** Rooms whose log it follows for its sockets. */
  roomsFollowed: number
  /** Rooms in which it holds somebody present. */
  roomsPresent: number
  /** Messages that wait for an append under way in their room. */
  appendsWaiting: number
  /** Since it last heard itself through Redis, or since it began to listen. */
  echoAgeMs: number
}

/** What another node told of itself, and how long ago. */
export interface ToldStatus {
  ageMs: number
  /** JSON of its primary's status. */
  status: string
}

/** What the link needs of a worker in order to tell it. */
export interface WorkerMonitor {
  report(): WorkerReport
  /** All that was counted since the worker began, as JSON; see metrics.ts. */
  snapshot(): Promise<string>
  /** @param stalledMs the longest the event loop stood still since the last call */
  loopObserved(stalledMs: number): void
  /** A request came here though its session id names another worker that could have been asked. */
  misrouted(): void
  /** Tells the other nodes of this one. @returns what they told of themselves */
  share(status: string): Promise<ToldStatus[]>
}

const NUMBERS = [
  'sockets',
  'roomsFollowed',
  'roomsPresent',
  'appendsWaiting',
  'echoAgeMs',
  'residentBytes',
  'heapUsedBytes',
  'cpuSeconds',
  'cpuShare',
  'messagesPerSecond',
  'deliveriesPerSecond',
] as const satisfies readonly (keyof WorkerReport)[]

/** @returns null for anything that is not a whole report */
export function parseReport(value: unknown): WorkerReport | null {
  if (typeof value !== 'object' || value === null) return null
  const fields: Record<string, unknown> = { ...value }
  const { notReadyBecause } = fields
  if (typeof notReadyBecause !== 'string' && notReadyBecause !== null) return null
  if (!NUMBERS.every(name => typeof fields[name] === 'number')) return null
  return value as WorkerReport
}

/** @returns null for anything but a list of statuses */
export function parseToldStatuses(value: unknown): ToldStatus[] | null {
  if (!Array.isArray(value)) return null
  const told: unknown[] = value
  const isTold = (one: unknown): one is ToldStatus =>
    typeof one === 'object' &&
    one !== null &&
    'ageMs' in one &&
    typeof one.ageMs === 'number' &&
    'status' in one &&
    typeof one.status === 'string'
  return told.every(isTold) ? told : null
}
