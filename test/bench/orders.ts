// What the benchmark asks of its generator processes, and what they answer.

import type { Entrance, WireName } from './wires.js'

export interface Connect {
  wire: WireName
  port: number
  entrances: readonly Entrance[]
  /** Connections being set up at once. */
  concurrency: number
  /** Each ends as soon as it has joined. */
  isBrief: boolean
}

export interface Connected {
  joined: number
  /** When the last of them joined, by `nowUs`. */
  lastJoinedUs: number
  /** Switched to WebSocket, and then never answered: what it said first has been lost. */
  lost: number
  /** Why the others did not join. */
  refused: string[]
}

/** One stretch of steady sending. Times are those of `nowUs`. */
export interface Send {
  fromUs: number
  untilUs: number
  /** Of this process, evenly spaced. */
  perSecond: number
  /** When the first is due, as a share of the time between two. */
  phase: number
  /** Indices of the connections that send in turn; none: this process only listens. */
  senders: readonly number[]
  textBytes: number
  /** Whether each is seen typing before its message, where the server knows of that. */
  isTyping: boolean
  /** Only what was meant to be sent from here on counts. */
  countFromUs: number
}

export interface Sent {
  /** Meant for the time that counts, by room. */
  byRoom: Record<string, number>
  /** 99th percentile of how late this process itself was, microseconds. */
  lateP99Us: number
}

/** Histograms are in microseconds since the intended time of sending, compressed by hdr-histogram-js. */
export interface Tally {
  deliveries: string
  acks: string
  /** Of the packets that the deliveries came in. */
  bytes: number
  /** Of all else that came since the last load began, or since they came: who is present, who types. */
  bytesAside: number
  refusals: number
  /** Connections that have ended unexpectedly since they joined. */
  ended: number
}

export interface Orders {
  connect: { request: Connect; answer: Connected }
  /** Connects again who has been cut off. */
  mend: { request: null; answer: Connected }
  send: { request: Send; answer: Sent }
  tally: { request: null; answer: Tally }
  /** Only the number of deliveries, for waiting until all have come. */
  count: { request: null; answer: number }
  close: { request: null; answer: null }
}

export type OrderName = keyof Orders

export interface OrderMessage<Name extends OrderName> {
  id: number
  name: Name
  request: Orders[Name]['request']
}

export type Reply = { id: number } & ({ answer: unknown } | { failure: string })
