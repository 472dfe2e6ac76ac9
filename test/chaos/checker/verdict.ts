// What the checker finds. A violation says what is wrong in one sentence, about which entry, where that entry was lost,
// and shows the lines of history that prove it.

import type { RunRecord } from '../history.js'

export type InvariantId = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16}`

/** `log`: the server never kept it; `feed`: kept, but never sent to that client; `client`: sent, but not shown. */
export type LostWhere = 'log' | 'feed' | 'client'

export interface EvidenceLine {
  file: string
  line: number
  text: string
}

export interface Violation {
  told: string
  entry: { room: string; epoch: string; seq: number; key: string | null } | null
  where: LostWhere | null
  lines: readonly EvidenceLine[]
}

export interface InvariantResult {
  id: InvariantId
  title: string
  /** How many facts were looked at, and what they are; 0: the run had none of them. */
  checked: number
  unit: string
  /** How often it was broken; `violations` are the first of them. */
  broken: number
  violations: readonly Violation[]
}

/** Milliseconds. */
export interface Spread {
  count: number
  p50: number
  p99: number
  max: number
}

/** How long after a fault clients were current again; only those that fell behind are counted. */
export interface FaultFigures {
  fault: string
  name: string
  told: string | null
  /** Milliseconds since the run began. */
  beginMs: number
  healMs: number | null
  /** What the times below count from, and what they may be. */
  from: 'begin' | 'heal'
  withinMs: number
  /** Readers that were shown everything again. */
  readers: Spread
  /** Sends that were answered again. */
  sends: Spread
  measured: readonly { what: string; value: number; unit: string; atMost: number }[]
}

export interface SkippedFault {
  fault: string
  name: string
  why: string
}

export interface Figures {
  durationMs: number
  clients: number
  rooms: number
  sends: number
  acks: number
  refused: number
  /** Neither acked nor refused when the run ended. */
  unknown: number
  changes: {
    made: number
    acked: number
    deletions: number
    reactions: number
    refused: number
    unknown: number
  }
  retriedAcks: number
  deliveries: number
  shown: number
  /** Entries that came to a client more often than once. */
  rawDuplicates: number
  /** Entries that came by other ways than live. */
  byJoin: number
  byHistory: number
  resumes: number
  resyncs: number
  /** Of a textbook cluster: acked messages that a reader missed who never gave its connection up. */
  missedByStayers: number
  /** Acked, and lost by a fault that may lose. */
  lostByFault: number
  /** Entries that stood in the log under one epoch and later under another. */
  epochs: number
  ackMs: Spread
  /** From the first sign of an entry anywhere to the screen of each reader. */
  showMs: Spread
  longestWithoutAckMs: number
  revokedMs: Spread
  presenceMs: Spread
  faults: readonly FaultFigures[]
  skipped: readonly SkippedFault[]
  /** Per second since the run began. */
  deliveriesPerSecond: readonly number[]
  acksPerSecond: readonly number[]
}

export interface Verdict {
  run: Pick<RunRecord, 'seed' | 'profile' | 'server' | 'broken'>
  /** No invariant broken, and the histories can be judged. */
  isGood: boolean
  /** Why the histories do not allow a judgement. */
  unusable: readonly string[]
  invariants: readonly InvariantResult[]
  figures: Figures
}
