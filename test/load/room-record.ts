// What all clients of one process know together of one life of a room's log. Always true:
//  - a seq has one entry: whoever tells of another one, in an ack or in an entry, contradicts;
//  - a message is in the log once, and one client's messages stand in it in the order in which they were due.

import { createHash } from 'node:crypto'
import type { LogStretch } from './generator-protocol.js'
import type { LoadMessage } from './message-text.js'

export interface RoomRecord {
  /** An entry or an ack told of it; `message` is null when that is not known. */
  tell(seq: number, mid: string, message: LoadMessage | null): void
  /** The newest seq anybody told of. */
  head(): number
  /** Seqs at which two tellers disagreed. */
  contradictions(): number
  /** Messages that stand in the log more than once, counted from the second time on. */
  doubled(): number
  /** Messages that stand behind a later one of the same client. */
  reordered(): number
  /** Of the entries from `first` to `last`: the same in two processes that know the same; null when one is missing. */
  digest(stretch: LogStretch): string | null
}

export function createRoomRecord(): RoomRecord {
  const mids = new Map<number, string>()
  const messages = new Map<number, LoadMessage>()
  let head = 0
  const contradicted = new Set<number>()

  const inOrder = () => [...messages.entries()].sort(([a], [b]) => a - b).map(([, message]) => message)

  return {
    tell(seq, mid, message) {
      head = Math.max(head, seq)
      const known = mids.get(seq)
      if (known === undefined) mids.set(seq, mid)
      else if (known !== mid) contradicted.add(seq)
      if (message !== null && !messages.has(seq)) messages.set(seq, message)
    },
    head: () => head,
    contradictions: () => contradicted.size,
    doubled: () => messages.size - new Set([...messages.values()].map(({ number }) => number)).size,
    reordered() {
      const newest = new Map<number, number>()
      return inOrder().filter(({ client, number }) => {
        const before = newest.get(client) ?? -1
        newest.set(client, Math.max(before, number))
        return number < before
      }).length
    },
    digest({ first, last }) {
      const hash = createHash('sha256')
      for (let seq = first; seq <= last; seq += 1) {
        const mid = mids.get(seq)
        if (mid === undefined) return null
        hash.update(`${mid}\n`)
      }
      return hash.digest('base64url')
    },
  }
}
