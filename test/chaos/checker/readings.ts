// What was told of texts by readings of the log: by the pages of joins and of the past, not by what came live, since that
// may have been on its way when its message was deleted.

import type { ReadRecord, ReceiveRecord } from '../history.js'
import type { LedgerEntry } from './ledger.js'
import type { Place } from './read-history.js'

export interface Readings {
  begin(record: ReadRecord): void
  take(record: ReceiveRecord, entry: LedgerEntry, place: Place): void
  /** The reading that began last of those that told the text of this entry, as far as it is known when they began. */
  lastTelling(entry: LedgerEntry): { begunAt: number; place: Place } | undefined
  /** Entries that were told without their text, with the line that did so first. */
  readonly leftOut: ReadonlyMap<LedgerEntry, Place>
}

export function createReadings(): Readings {
  /** By client: all that it reads it reads after that. */
  const begun = new Map<string, number>()
  const tellings = new Map<LedgerEntry, { begunAt: number; place: Place }>()
  const leftOut = new Map<LedgerEntry, Place>()

  return {
    begin({ client, type, at }) {
      if (type === 'invoke' && !begun.has(client)) begun.set(client, at)
    },
    take({ client, source, body }, entry, place) {
      if (body === '' && !leftOut.has(entry)) leftOut.set(entry, place)
      const begunAt = begun.get(client)
      if (source === 'live' || body === null || body === '' || begunAt === undefined) return
      if (begunAt >= (tellings.get(entry)?.begunAt ?? 0)) tellings.set(entry, { begunAt, place })
    },
    lastTelling: entry => tellings.get(entry),
    leftOut,
  }
}
