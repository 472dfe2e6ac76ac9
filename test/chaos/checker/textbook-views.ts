// What each reader of a textbook cluster was shown. It numbers nothing, so all there is to go by is which messages came,
// and in which order at each reader.

import type { JoinRecord, ShowRecord } from '../history.js'
import type { Place } from './read-history.js'

/** The epoch of what has no log. */
export const NO_EPOCH = 'none'

export interface TextbookView {
  client: string
  room: string
  joinedAt: number
  /** Keys in the order of showing. */
  shown: { key: string; place: Place }[]
  /** Where each key was first shown. */
  indexOf: Map<string, number>
}

export interface TextbookViews {
  join(record: JoinRecord): void
  show(record: ShowRecord, place: Place): void
  all(): Iterable<TextbookView>
  readonly count: number
}

export function createTextbookViews(): TextbookViews {
  const views = new Map<string, TextbookView>()
  let count = 0

  function viewOf({ client, room, at }: { client: string; room: string; at: number }): TextbookView {
    const name = `${client}\n${room}`
    const known = views.get(name)
    if (known) return known
    const view: TextbookView = { client, room, joinedAt: at, shown: [], indexOf: new Map() }
    views.set(name, view)
    return view
  }

  return {
    join: record => void viewOf(record),
    show(record, place) {
      const { key } = record
      if (key === null) return
      const { shown, indexOf } = viewOf(record)
      if (!indexOf.has(key)) indexOf.set(key, shown.length)
      shown.push({ key, place })
      count += 1
    },
    all: () => views.values(),
    get count() {
      return count
    },
  }
}
