// What one client has received of one life of a room's log. Always true:
//  - an entry counts once, when it first arrives by whatever way;
//  - `doubled` and `reordered` are what the server did on one connection: what a resumed connection or a second one
//    beside the first repeats is part of the protocol and counts as neither.

export type Source = 'live' | 'join' | 'history'

export interface Reading {
  /** @returns whether the entry is new to this client */
  receive(seq: number, source: Source, isCounted: boolean): boolean
  /** Another connection: what comes over it begins anew. */
  connected(): void
  /** Entries up to this one are none of this client's. */
  readonly start: number
  /** How many of the entries up to `head` should have come. */
  expected(head: number): number
  /** How many of them have not. */
  missing(head: number): number
  readonly counts: ReadingCounts
}

export interface ReadingCounts {
  live: number
  /** Came with a join after a reconnect. */
  resumed: number
  /** The server skipped them, and the client asked for them. */
  repaired: number
  doubled: number
  reordered: number
}

/** @param start entries up to this one are none of this client's */
export function createReading(start: number): Reading {
  const counts: ReadingCounts = { live: 0, resumed: 0, repaired: 0, doubled: 0, reordered: 0 }
  /** All up to here have come. */
  let completeTo = start
  const ahead = new Set<number>()
  let newestLive = 0

  const has = (seq: number) => seq <= completeTo || ahead.has(seq)

  function add(seq: number) {
    ahead.add(seq)
    while (ahead.delete(completeTo + 1)) completeTo += 1
  }

  return {
    counts,
    start,
    receive(seq, source, isCounted) {
      const isNew = !has(seq)
      if (source === 'live') {
        if (isCounted && seq <= newestLive) counts[isNew ? 'reordered' : 'doubled'] += 1
        newestLive = Math.max(newestLive, seq)
      }
      if (!isNew) return false
      add(seq)
      counts[source === 'live' ? 'live' : source === 'join' ? 'resumed' : 'repaired'] += 1
      return true
    },
    connected() {
      newestLive = 0
    },
    expected: head => Math.max(0, head - start),
    missing(head) {
      const early = [...ahead].filter(seq => seq <= head).length
      return Math.max(0, head - completeTo) - early
    },
  }
}
