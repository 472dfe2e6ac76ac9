// What a history is made of: one line of JSON per record. Always true:
//  - every process writes a file of its own, and a line once, when it happened;
//  - `m` is the machine's monotonic clock, so that records of all processes of one machine have one order in time;
//  - entries are told by seq, mid and a hash of all that a reader sees of them: whoever compares needs no texts.

/** One entry as somebody saw it: seq, mid, hash of kind, sender, clientMessageId and text. */
export type SeenEntry = readonly [seq: number, mid: string, hash: string]

export interface Stamp {
  /** Milliseconds since 1970. */
  t: number
  /** Milliseconds of the monotonic clock. */
  m: number
}

/** What the people of the workload did and saw; `c` names one client, that is one tab of one user. */
export type ClientRecord =
  | { f: 'open'; c: string; role: Role; user: string; rooms: readonly string[] }
  | { f: 'status'; c: string; state: string; node?: string; worker?: string }
  /** A message was written: from here on it may be in the log. `n` counts the client's messages in the room. */
  | { f: 'invoke'; c: string; room: string; cid: string; n: number; hash: string }
  | { f: 'ok'; c: string; room: string; cid: string; epoch: string; seq: number; mid: string; dup: boolean }
  /** Refused for good. */
  | { f: 'fail'; c: string; room: string; cid: string; code: string }
  /** No answer until the client was closed, or none needed because its entry came first. */
  | { f: 'unknown'; c: string; room: string; cid: string }
  /** A room was asked for without a position. */
  | { f: 'join'; c: string; room: string }
  /** Entries as they arrived, before the client sorts anything out. */
  | { f: 'recv'; c: string; room: string; epoch: string; via: Via; e: readonly SeenEntry[] }
  /** Entries that appeared on the screen: a new timeline, at its end, or before its beginning. */
  | {
      f: 'show'
      c: string
      room: string
      epoch: string
      how: 'new' | 'more' | 'older'
      e: readonly SeenEntry[]
    }
  /** The client was told that its position cannot be resumed from. */
  | { f: 'resync'; c: string; room: string; reason: string }
  | { f: 'present'; c: string; room: string; count: number; users: readonly string[] }
  /** Where the client stands when everything has come to rest. */
  | { f: 'stand'; c: string; room: string; epoch: string; first: number; last: number }
  /** The session of this client was revoked; the server said so. */
  | { f: 'revoke'; c: string }
  | { f: 'close'; c: string }

export type Role = 'writer' | 'reader' | 'churner' | 'tab' | 'late' | 'fresh' | 'leaver'
export type Via = 'live' | 'join' | 'history'
export type Phase = 'work' | 'quiet' | 'fresh' | 'end'

/** What the runner did and measured. */
export type RunRecord =
  | { f: 'run'; seed: number; seconds: number; profile: string; limits: RunLimits }
  | { f: 'phase'; phase: Phase }
  | { f: 'fault'; id: string; at: 'start' | 'end'; what: string; recoverMs: number }
  | {
      f: 'process'
      when: 'before' | 'after'
      node: string
      name: string
      pid: number
      rssMiB: number
      fds: number
    }
  /** A line of a server's log that no fault explains: an uncaught error, an unhandled rejection, a bug. */
  | { f: 'trouble'; node: string; line: string }

/** What the run promises beyond correctness; a build that promises less is checked for less, and the report says so. */
export interface RunLimits {
  /** Acks of every writer that must come within `recoverMs` of a fault's end. */
  acksAfterFault: number
  /** 99th percentile of acks asked for 10 s and more after a fault, in ms. */
  calmAckP99Ms: number
}

/** The log as Redis holds it in the end. */
export type TruthRecord =
  | { f: 'log'; room: string; epoch: string; head: number; oldest: number }
  | {
      f: 'entry'
      room: string
      epoch: string
      seq: number
      mid: string
      hash: string
      sentAt: number
      /** Messages only: their key, the client that wrote them and its count. */
      cid?: string
      c?: string
      n?: number
    }

export type Fact = ClientRecord | RunRecord | TruthRecord
export type HistoryRecord = Fact & Stamp

const KNOWN = new Set<unknown>([
  ...[
    'open',
    'status',
    'invoke',
    'ok',
    'fail',
    'unknown',
    'join',
    'recv',
    'show',
    'resync',
    'present',
    'stand',
  ],
  ...['revoke', 'close', 'run', 'phase', 'fault', 'process', 'trouble', 'log', 'entry'],
])

/** @throws SyntaxError when the line is not a record of a history */
export function parseRecord(line: string): HistoryRecord {
  const found: unknown = JSON.parse(line)
  const isRecord = typeof found === 'object' && found !== null && 'f' in found && KNOWN.has(found.f)
  if (!isRecord || !('m' in found)) throw new SyntaxError(`not a record: ${line.slice(0, 200)}`)
  return found as HistoryRecord
}
