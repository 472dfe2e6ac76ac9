// What the processes of the workload write down, one JSON object a line, and all that the checker ever sees. Always true:
//  - a line is written when the fact is known to the process that writes it, in the order in which it learnt it;
//  - `at` is this machine's monotonic clock in milliseconds, the same for all processes of a run;
//  - a send begins with `invoke` and ends with `ok`, `fail` or `unknown`, or with the end of its process, which means
//    unknown; retries under the same key are one send;
//  - texts stand here by their hash: what is compared is whether two are the same. One that was left out because its message
//    had been deleted stands as ''. What a reaction or a pin says stands in the place of a text (`bodies.ts`).

/** Fields of every record. */
interface Written {
  /** Milliseconds, monotonic, the same clock in all processes of this machine. */
  at: number
  /** Name of the process, e.g. `writers-2`. */
  process: string
  /** Name of the client within the process, unique in the run; empty when it is none. */
  client: string
}

export type SendRecord = Written & { f: 'send'; room: string; key: string; sender: string } & (
    | {
        type: 'invoke'
        body: string /** 1, 2, 3… of this sender in this room, in the order of writing. */
        count: number
      }
    | { type: 'ok'; seq: number; epoch: string; mid: string; duplicate: boolean; worker: string }
    /** The server's final no: it must never appear. */
    | { type: 'fail'; code: string }
    | { type: 'unknown' }
  )

/**
 * A change of a message, a reaction to it, a pin of it, another topic or name, or what somebody may do in a room. There is one of each
 * text and one deletion of each message, each person gives an emoji once and takes it back once, as with a pin, and is muted,
 * let write again and banned once, however often it was retried, so that `target` and `body` name it. It ends as a send does; a client does not try it again on another connection.
 */
export type ChangeRecord = Written & {
  f: 'change'
  room: string
  /** `mid` of the message; of another topic `TOPIC`, of another name `NAME`, of a restriction the user's id. */
  target: string
  /** A text or what a reaction, pin, topic or name says; null: the message is deleted. */
  body: string | null
  sender: string
} & ({ type: 'invoke' | 'ok' | 'unknown' } | { type: 'fail'; code: string })

/** An entry as it arrived, before the client sorts anything out: duplicates and gaps show here. */
export type ReceiveRecord = Written & {
  f: 'receive'
  source: 'live' | 'join' | 'history'
  worker: string
  room: string
  epoch: string
  seq: number
  mid: string
  /** null for what is no message. */
  key: string | null
  sender: string
  /** null for what says nothing, and for a deletion. */
  body: string | null
  /** What it is a change of, as in a `ChangeRecord`. */
  target?: string
}

/**
 * An entry as a person sees it: put on the screen, in this order. The first one may stand at any seq. `isOlder`: of a page
 * read back and put above what is shown, written from the oldest of the page to the newest.
 */
export type ShowRecord = Written & {
  f: 'show'
  isOlder?: true
  room: string
  epoch: string
  seq: number
  mid: string
  key: string | null
}

/** What a screen that shows the entries from `firstSeq` to `lastSeq` says of messages and of the room by now. */
export type TextsRecord = Written & {
  f: 'texts'
  room: string
  epoch: string
  firstSeq: number
  lastSeq: number
  /** By `mid`; null: deleted. */
  changed: readonly (readonly [target: string, body: string | null])[]
  /** By `mid`, emoji and who gave them, first come first. */
  reactions: readonly (readonly [target: string, given: string])[]
  /** By its hash. */
  name: string
  /** By its hash; '' for none. */
  topic: string
  /** By `mid`, the one that was pinned last first. */
  pins: readonly string[]
}

/**
 * A join was answered; the entries of the answer follow as records with source `join`. `isResume`: it carried the
 * position `from`, and `resync` is what the server said to that.
 */
export type JoinRecord = Written & {
  f: 'join'
  room: string
  worker: string
  epoch: string
  headSeq: number
  oldestSeq: number
  isResume: boolean
  from: { epoch: string; seq: number } | null
  resync: 'trimmed' | 'epoch' | 'diverged' | 'future' | null
}

/**
 * The connection of a client, each time it changes. `away`: given up by the client itself, which will come back and go on
 * from its position; `stopped`: left for good.
 */
export type ConnectionRecord = Written & {
  f: 'connection'
  state: 'connected' | 'lost' | 'away' | 'signed-out' | 'stopped'
  worker: string | null
}

/** What presence a client was told last of a room, each time it changes. */
export type PresenceRecord = Written & { f: 'presence'; room: string; count: number }

/**
 * The session of this client was ended (type `invoke`: asked for; `ok`: the server agreed). Nobody comes back under the
 * same name afterwards. `client` is the one that must hear nothing more, whoever writes the line.
 */
export type RevokeRecord = Written & { f: 'revoke'; type: 'invoke' | 'ok'; session: string }

/** A read of the log that was begun after `invoke` and answered at `ok`, for read-your-writes. */
export type ReadRecord = Written & {
  f: 'read'
  type: 'invoke' | 'ok'
  id: string
  room: string
  epoch?: string
  headSeq?: number
}

/** Whose client it is; the first line about it. */
export type UserRecord = Written & { f: 'user'; user: string }

/** Something that was measured while a fault lasted, and what it may be at most. */
export interface Measured {
  what: string
  value: number
  unit: 'ms' | 'MiB'
  atMost: number
}

/**
 * A fault: when it began, when what was broken was whole again, or why this machine cannot have it.
 * `mayLose`: what was acked shortly before may be lost by it; everybody who saw it must be told so by a resync.
 * `mayEndPrimary`: a primary may have another process id afterwards.
 * `current`: within how long everybody must have all again and be answered again, counted from its begin or its heal;
 * left out: 10 s after its heal.
 */
export type FaultRecord = Written & { f: 'fault'; fault: string; name: string; told?: string } & (
    | {
        type: 'begin'
        mayLose?: boolean
        mayEndPrimary?: boolean
        current?: { from: 'begin' | 'heal'; withinMs: number }
      }
    | { type: 'heal'; measured?: readonly Measured[] }
    | { type: 'skipped' }
  )

/**
 * The first line of the arena: what is under test. `textbook` has no log, so its entries carry epoch `none`, as seq the
 * place at which they arrived at that client in that room (1, 2, 3…), and as mid their key; there is no truth.
 */
export type RunRecord = Written & {
  f: 'run'
  seed: number
  profile: string
  server: 'hubbub' | 'textbook'
  /** Which of the deliberately broken builds it is. */
  broken?: string
}

/** Parts of the run. `quiet`: no faults any more; `final`: fresh readers read everything from the start. */
export type PhaseRecord = Written & { f: 'phase'; phase: 'load' | 'quiet' | 'final' | 'end' }

/** One entry of a room's log as it stands in Redis at the end. */
export type TruthRecord = Written & {
  f: 'truth'
  room: string
  epoch: string
  seq: number
  mid: string
  key: string | null
  sender: string
  body: string | null
  target?: string
}

/** Presence as it really is at this moment, long after the last change: users who are connected and in the room. */
export type TruePresenceRecord = Written & { f: 'true-presence'; room: string; count: number }

/** A process of the server at some moment: what it uses, and what of its log counts as an error. */
export type ServerRecord = Written & {
  f: 'server'
  role: 'primary' | 'worker' | 'redis' | 'nginx'
  pid: number
  node: string
  residentBytes: number
  openFiles: number
  /** Lines of its log since the last record that tell of an unhandled rejection or exception. */
  errors: readonly string[]
}

export type HistoryRecord =
  | RunRecord
  | UserRecord
  | SendRecord
  | ChangeRecord
  | ReceiveRecord
  | ShowRecord
  | TextsRecord
  | JoinRecord
  | ConnectionRecord
  | PresenceRecord
  | RevokeRecord
  | ReadRecord
  | FaultRecord
  | PhaseRecord
  | TruthRecord
  | TruePresenceRecord
  | ServerRecord
