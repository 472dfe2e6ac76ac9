// What a primary and its workers say to each other. Always true:
//  - a message of a form not listed here is logged and ignored, never guessed at;
//  - a message that cannot be delivered is a fact to log, never an exception: the other end's death is noticed elsewhere.

import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Operation, OperationOutcome } from '../chat/ports.js'
import { fieldsOf } from './fields-of.js'
import { parseOperation, parseOutcome } from './operation.js'
import { parseReport, parseToldStatuses, type ToldStatus, type WorkerReport } from './worker-report.js'

/** The last word of a worker that stood still for longer than its lease: it trusts its channel no more. */
export const FENCED_EXIT_CODE = 3

/** How a connection changes hands: offer (with the socket) → claim → grant → taken. See handoff.ts. */
export type ToWorker =
  | { type: 'offer'; handoff: number; bytes: string; stray: boolean }
  | { type: 'grant'; handoff: number }
  | { type: 'withdraw'; handoff: number }
  /** The answer to each of its own: the primary is there. */
  | { type: 'beat' }
  | { type: 'drain'; windowMs: number }
  | { type: 'stop'; windowMs: number }
  | { type: 'peer-lost'; workerId: string }
  | { type: 'share-status'; status: string }
  | { type: 'operated'; operationId: string; outcome: OperationOutcome }

export type ToPrimary =
  | { type: 'ready' }
  | { type: 'start-failed'; reason: string }
  | { type: 'beat'; connections: number; misroutes: number; lagMs: number }
  | { type: 'report'; report: WorkerReport; counters: string }
  | { type: 'fellows'; told: ToldStatus[] }
  | { type: 'operate'; operation: Operation }
  | { type: 'claim'; handoff: number }
  | { type: 'refuse'; handoff: number }
  | { type: 'taken'; handoff: number }

/** One end of the channel: a `cluster.Worker` in the primary, `cluster.worker` in the worker. */
export interface Channel {
  isConnected(): boolean
  send(
    message: object,
    socket: Socket | undefined,
    options: { keepOpen: boolean },
    sent: (error: Error | null) => void,
  ): boolean
}

/** A message, and the connection that goes with it. */
interface Parcel {
  message: ToWorker | ToPrimary
  socket?: Socket
}

/**
 * Sends without ever throwing. What is sent within one turn of the event loop goes together: each message of its own
 * costs both processes about as much as a write to a client.
 * @param sent called once: with null when the message is in the channel, with the error when it never will be.
 */
export type Send = (parcel: Parcel, sent: (error: Error | null) => void) => void

export function sendOver(channel: Channel): Send {
  let waiting: { parcel: Parcel; sent: (error: Error | null) => void }[] = []

  function sendAll(): void {
    const together = waiting
    waiting = []
    const sent = (error: Error | null) => {
      for (const one of together) one.sent(error)
    }
    if (!channel.isConnected()) {
      sent(new Error('the channel is closed'))
      return
    }
    const messages = together.map(({ parcel }) => parcel.message)
    const socket = together.find(({ parcel }) => parcel.socket !== undefined)?.parcel.socket
    try {
      // Our own copy of the socket stays open: until the other end has taken it, it is ours to give to someone else.
      channel.send(messages, socket, { keepOpen: true }, sent)
    } catch (error) {
      sent(error instanceof Error ? error : new Error(String(error)))
    }
  }

  return (parcel, sent) => {
    // Node takes one socket at a time.
    if (parcel.socket !== undefined && waiting.some(other => other.parcel.socket !== undefined)) sendAll()
    if (waiting.length === 0) setImmediate(() => waiting.length > 0 && sendAll())
    waiting.push({ parcel, sent })
  }
}

/** @returns the messages that were sent together, those of a known form */
export function parseEach<Message>(
  value: unknown,
  parse: (message: unknown, log: Logger) => Message | null,
  log: Logger,
): Message[] {
  if (Array.isArray(value)) return value.flatMap(message => parse(message, log) ?? [])
  log.warn({ type: typeof value }, 'message of no known form ignored')
  return []
}

export function parseToWorker(value: unknown, log: Logger): ToWorker | null {
  const { type, handoff, bytes, stray, windowMs, workerId, status, ...more } = fieldsOf(value)
  switch (type) {
    case 'offer':
      if (!isCount(handoff) || typeof bytes !== 'string' || typeof stray !== 'boolean') break
      return { type, handoff, bytes, stray }
    case 'grant':
    case 'withdraw':
      if (!isCount(handoff)) break
      return { type, handoff }
    case 'beat':
      return { type }
    case 'drain':
    case 'stop':
      if (!isCount(windowMs)) break
      return { type, windowMs }
    case 'peer-lost':
      if (typeof workerId !== 'string') break
      return { type, workerId }
    case 'share-status':
      if (typeof status !== 'string') break
      return { type, status }
    case 'operated': {
      const outcome = parseOutcome(more.outcome)
      if (outcome === null || typeof more.operationId !== 'string') break
      return { type, operationId: more.operationId, outcome }
    }
  }
  log.warn({ type: String(type) }, 'unknown message from the primary ignored')
  return null
}

export function parseToPrimary(value: unknown, log: Logger): ToPrimary | null {
  const { type, handoff, reason, connections, misroutes, lagMs, ...more } = fieldsOf(value)
  switch (type) {
    case 'ready':
      return { type }
    case 'start-failed':
      if (typeof reason !== 'string') break
      return { type, reason }
    case 'beat':
      if (!isCount(connections) || !isCount(misroutes) || !isCount(lagMs)) break
      return { type, connections, misroutes, lagMs }
    case 'report': {
      const report = parseReport(more.report)
      if (report === null || typeof more.counters !== 'string') break
      return { type, report, counters: more.counters }
    }
    case 'fellows': {
      const told = parseToldStatuses(more.told)
      if (told === null) break
      return { type, told }
    }
    case 'operate': {
      const operation = parseOperation(more.operation)
      if (operation === null) break
      return { type, operation }
    }
    case 'claim':
    case 'refuse':
    case 'taken':
      if (!isCount(handoff)) break
      return { type, handoff }
  }
  log.warn({ type: String(type) }, 'unknown message from a worker ignored')
  return null
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
