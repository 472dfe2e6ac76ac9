// What the clients of one process receive of the run's rooms. Always true:
//  - a log is told apart by room and epoch: when a room's log starts anew, those who were in the room should get all of
//    the new one, and what was lost with the old one stays lost;
//  - a client is answerable for what was written after its first join.

import type { Entry, Epoch, RoomId } from '@hubbub/shared'
import type { LogFindings, LogStretch } from './generator-protocol.js'
import { type LoadMessage, readText } from './message-text.js'
import { createReading, type Reading, type ReadingCounts, type Source } from './reading.js'
import { createRoomRecord, type RoomRecord } from './room-record.js'

export interface Arrival {
  roomId: RoomId
  epoch: Epoch
  entries: readonly Entry[]
  source: Source
  /** Whether the client has one connection, so that it should hear everything once and in order. */
  isCounted: boolean
}

export interface RoomWatch {
  /** @returns the messages of this run that are new to the client */
  arrived(client: number, arrival: Arrival): LoadMessage[]
  /** The server said that it has this message. */
  acked(place: { roomId: RoomId; epoch: Epoch; seq: number; mid: string }, message: LoadMessage | null): void
  connected(client: number): void
  /** What the clients know of each log: from where on and up to where. */
  logs(): Map<string, LogStretch>
  /** How many entries of these logs a client lacks. */
  missing(client: number, logs: ReadonlyMap<string, LogStretch>): { expected: number; missing: number }
  findings(logs: ReadonlyMap<string, LogStretch>): WatchFindings
}

export interface WatchFindings {
  reading: ReadingCounts
  contradictions: number
  logs: Map<string, LogFindings>
}

/** @param isWatched whether the room is one of the run's */
export function createRoomWatch(run: string, isWatched: (roomId: RoomId) => boolean): RoomWatch {
  const records = new Map<string, RoomRecord>()
  /** By client, then by log. */
  const readings = new Map<number, Map<string, Reading>>()
  const all = () => [...readings.values()].flatMap(logs => [...logs.entries()])

  function record(key: string): RoomRecord {
    return getOrMake(records, key, createRoomRecord)
  }

  function readingOf(client: number, { roomId, epoch, entries, source }: Arrival): Reading {
    const logs = getOrMake(readings, client, () => new Map<string, Reading>())
    return getOrMake(logs, logKey(roomId, epoch), () => {
      const wasHere = [...logs.keys()].some(key => key.startsWith(`${roomId} `))
      // Who comes to a room is shown what was written before, and that is nothing of the run's.
      const before = source === 'join' ? entries.at(-1)?.seq : (entries[0]?.seq ?? 1) - 1
      return createReading(wasHere ? 0 : (before ?? 0))
    })
  }

  return {
    arrived(client, arrival) {
      if (!isWatched(arrival.roomId)) return []
      const reading = readingOf(client, arrival)
      const log = record(logKey(arrival.roomId, arrival.epoch))
      const fresh: LoadMessage[] = []
      for (const entry of arrival.entries) {
        const isNew = reading.receive(entry.seq, arrival.source, arrival.isCounted)
        if (!isNew && entry.seq <= reading.start) continue
        const message = entry.kind === 'message' ? readText(entry.text, run) : null
        log.tell(entry.seq, entry.mid, message)
        if (isNew && message !== null) fresh.push(message)
      }
      return fresh
    },
    acked({ roomId, epoch, seq, mid }, message) {
      record(logKey(roomId, epoch)).tell(seq, mid, message)
    },
    connected(client) {
      for (const reading of readings.get(client)?.values() ?? []) reading.connected()
    },
    logs() {
      const known = new Map<string, LogStretch>()
      for (const [key, { start }] of all()) {
        const first = Math.min(known.get(key)?.first ?? Number.POSITIVE_INFINITY, start + 1)
        known.set(key, { first, last: record(key).head() })
      }
      return known
    },
    missing(client, logs) {
      const lacks = { expected: 0, missing: 0 }
      for (const [key, reading] of readings.get(client) ?? []) {
        const head = logs.get(key)?.last ?? 0
        lacks.expected += reading.expected(head)
        lacks.missing += reading.missing(head)
      }
      return lacks
    },
    findings(logs) {
      const found: WatchFindings = {
        reading: { live: 0, resumed: 0, repaired: 0, doubled: 0, reordered: 0 },
        contradictions: 0,
        logs: new Map(),
      }
      for (const [, { counts }] of all()) addReading(found.reading, counts)
      for (const [key, log] of records) {
        found.contradictions += log.contradictions()
        const stretch = logs.get(key)
        const digest = stretch === undefined ? null : log.digest(stretch)
        found.logs.set(key, { doubled: log.doubled(), reordered: log.reordered(), digest })
      }
      return found
    },
  }
}

export function addReading(to: ReadingCounts, counts: ReadingCounts): void {
  to.live += counts.live
  to.resumed += counts.resumed
  to.repaired += counts.repaired
  to.doubled += counts.doubled
  to.reordered += counts.reordered
}

function logKey(roomId: RoomId, epoch: Epoch): string {
  return `${roomId} ${epoch}`
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
