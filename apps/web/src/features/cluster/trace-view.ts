// The way of one traced message as rows on one scale of time, which begins when its worker gave it to Redis.

import type { RoomId, TracedMessage, WorkerPlace } from '@hubbub/shared'
import { clientsText, msText } from './number-text.js'

/** A message that was traced from this page. */
export interface Trace {
  roomId: RoomId
  told: TracedMessage
  /** From pressing the button until the message stood in this page's room; null when it did not. */
  seenMs: number | null
}

export interface TraceRow {
  key: string
  who: string
  /** What happened there, and when. */
  text: string
  /** On the scale. */
  fromMs: number
  toMs: number
  /** How far both may be off together; 0: exact. */
  offMs: number
  kind: 'worker' | 'redis'
}

export interface TraceView {
  rows: readonly TraceRow[]
  /** Where the scale ends. */
  endMs: number
  /** One sentence on the whole way. */
  summary: string
}

export function traceViewOf({ told, seenMs }: Trace): TraceView {
  const { takenBy, writtenMs, writtenOffMs, answeredMs, stops, silent } = told
  const rows: TraceRow[] = [
    {
      key: 'taken',
      who: nameOf(takenBy),
      text: `takes the message and asks Redis; the answer is back after ${msText(answeredMs)}`,
      fromMs: 0,
      toMs: answeredMs,
      offMs: 0,
      kind: 'worker',
    },
    {
      key: 'redis',
      who: 'Redis',
      text: `writes it and announces it after ${roughly(writtenMs, writtenOffMs)}`,
      fromMs: writtenMs,
      toMs: writtenMs,
      offMs: writtenOffMs,
      kind: 'redis',
    },
    ...stops.map(
      ({ node, worker, heardMs, deliveredMs, clients, offMs }): TraceRow => ({
        key: `stop ${node} ${worker}`,
        who: nameOf({ node, worker }),
        text: `hears it after ${roughly(heardMs, offMs)}, has sent it to ${clientsText(clients)} ${msText(deliveredMs - heardMs)} later`,
        fromMs: heardMs,
        toMs: deliveredMs,
        offMs,
        kind: 'worker',
      }),
    ),
  ]
  const endMs = Math.max(answeredMs, ...rows.map(({ toMs, offMs }) => toMs + offMs))
  return { rows, endMs, summary: [wholeWay(told, seenMs), silence(silent)].filter(Boolean).join(' ') }
}

/** The page's clock and that of its worker are never compared: only what passed on each. */
function wholeWay({ takenBy, preparedMs, stops }: TracedMessage, seenMs: number | null): string {
  const own = stops.find(({ node, worker }) => node === takenBy.node && worker === takenBy.worker)
  if (seenMs === null || own === undefined) return 'This page has not seen the message come back.'
  const wholeMs = seenMs - preparedMs
  return `${msText(wholeMs)} from this page and back to it: ${msText(own.heardMs)} from its worker to Redis and back, ${msText(wholeMs - own.heardMs)} on the network and in the browser.`
}

function silence(silent: readonly WorkerPlace[]): string {
  return silent.length === 0 ? '' : `No word in time from ${silent.map(nameOf).join(', ')}.`
}

function roughly(ms: number, offMs: number): string {
  return offMs === 0 ? msText(ms) : `${msText(ms)} (± ${msText(offMs)})`
}

function nameOf({ node, worker }: WorkerPlace): string {
  return `Worker ${worker} on ${node}`
}
