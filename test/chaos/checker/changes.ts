// Every change of a message and every reaction to one, from its making to its end. One without an end is unknown: it may be in the log.

import type { ChangeRecord } from '../history.js'
import type { Place } from './read-history.js'

export interface Change {
  room: string
  target: string
  /** A text or a reaction; null: a deletion. */
  body: string | null
  sender: string
  client: string
  place: Place
  ackedAt: number | null
  ackPlace: Place | null
  /** The code of the server's final no. */
  refusal: string | null
  refusedPlace: Place | null
}

export interface Changes {
  take(record: ChangeRecord, place: Place): void
  get(target: string, body: string | null): Change | undefined
  all(): Iterable<Change>
  /** Ends of changes that nobody began, and such that were begun twice. */
  readonly strays: readonly { target: string; place: Place }[]
}

export function createChanges(): Changes {
  const changes = new Map<string, Change>()
  const strays: { target: string; place: Place }[] = []

  return {
    take(record, place) {
      const { room, target, body, sender, client, at } = record
      const name = nameOf(target, body)
      const known = changes.get(name)
      if ((record.type === 'invoke') === (known !== undefined)) return void strays.push({ target, place })
      if (known === undefined) {
        const open = { ackedAt: null, ackPlace: null, refusal: null, refusedPlace: null }
        changes.set(name, { room, target, body, sender, client, place, ...open })
      } else if (record.type === 'ok') {
        known.ackedAt = at
        known.ackPlace = place
      } else if (record.type === 'fail') {
        known.refusal = record.code
        known.refusedPlace = place
      }
    },
    get: (target, body) => changes.get(nameOf(target, body)),
    all: () => changes.values(),
    strays,
  }
}

/** A text has no hash of this form. */
function nameOf(target: string, body: string | null): string {
  return `${target}\n${body ?? 'deleted'}`
}
