// What operators are told of the cluster: how it is, and which way one message took.

import type { WorkerPlace } from './schemas.js'

/** A worker as its node told of it last. */
export interface ClusterWorker {
  worker: string
  state: 'starting' | 'ready' | 'silent' | 'draining'
  /** Sockets of signed-in users. */
  clients: number
  /** Messages it wrote to logs, and entries it handed to sockets, over the last second or more. */
  messagesPerSecond: number
  deliveriesPerSecond: number
  /** The longest its event loop stood still within the last second. */
  lagMs: number
  residentBytes: number
  /** 1 is one core at work all the time. */
  cpuShare: number
}

export interface ClusterNode {
  node: string
  /** How long ago it told this. */
  ageMs: number
  /** Workers that ended without being asked to, since its primary started. */
  crashes: number
  workers: readonly ClusterWorker[]
}

export interface ClusterStatus {
  /** By name. A node that has told nothing for 15 s is not among them. */
  nodes: readonly ClusterNode[]
  /** Whether the settings name who asks, as no demo does. A server that makes no reset links says nothing. */
  isAdmin?: boolean
}

/**
 * One worker that handed a traced message to its sockets. Times are milliseconds since the message left for Redis; those
 * of another process were brought over by the clock of Redis and may be off by `offMs`. Of the worker that took the
 * message they are exact. The difference of the two is exact everywhere.
 */
export interface TraceStop extends WorkerPlace {
  /** The entry came out of its room feed. */
  heardMs: number
  /** It was written to the sockets of so many clients. */
  deliveredMs: number
  clients: number
  offMs: number
}

export interface MessageWay {
  /** The worker that took the message. */
  takenBy: WorkerPlace
  /** How long that worker first told the others to look out: not a part of the way. */
  preparedMs: number
  /** When Redis wrote it. Redis tells whole milliseconds, by its own clock. */
  writtenMs: number
  writtenOffMs: number
  /** When the answer of Redis was back. */
  answeredMs: number
  /** In the order in which they heard it. */
  stops: readonly TraceStop[]
  /** Workers that have followers of the room and told nothing in time. */
  silent: readonly WorkerPlace[]
}
