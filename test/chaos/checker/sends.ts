// Every message that was written, from its writing to its end. A send without an end is unknown: it may be in the log.

import type { SendRecord } from '../history.js'
import type { Place } from './read-history.js'

export interface Ack {
  at: number
  seq: number
  epoch: string
  mid: string
  duplicate: boolean
  place: Place
}

export interface Send {
  room: string
  key: string
  sender: string
  /** The tab that wrote it: within it, and the room, `count` tells the order of writing. */
  client: string
  body: string
  count: number
  invokedAt: number
  place: Place
  ack: Ack | null
  /** A second answer that is not the first one. */
  otherAck: Ack | null
  /** When its own entry came back to its client: an answer as good as an ack. */
  seenAt: number | null
  refusedAt: number | null
  refusedPlace: Place | null
  /** Why it was refused. */
  refusedCode: string | null
  /** The client itself gave it up as unknown. */
  isGivenUp: boolean
}

export interface Sends {
  take(record: SendRecord, place: Place): void
  /** An entry with this key came to this client. */
  seen(key: string, client: string, at: number): void
  get(key: string): Send | undefined
  all(): Iterable<Send>
  readonly count: number
  /** Ends of sends that nobody began, by key. */
  readonly strays: readonly { key: string; place: Place }[]
}

/** When its client knew for good what became of it; null: never. */
export function answeredAt({ ack, refusedAt, seenAt }: Send): number | null {
  const times = [ack?.at, refusedAt, seenAt].filter(at => typeof at === 'number')
  return times.length === 0 ? null : Math.min(...times)
}

export function createSends(): Sends {
  const sends = new Map<string, Send>()
  const strays: { key: string; place: Place }[] = []

  function begin(record: SendRecord & { type: 'invoke' }, place: Place): void {
    const { room, key, sender, client, body, count, at } = record
    if (sends.has(key)) return void strays.push({ key, place })
    sends.set(key, {
      ...{ room, key, sender, client, body, count, place },
      invokedAt: at,
      ack: null,
      otherAck: null,
      seenAt: null,
      refusedAt: null,
      refusedPlace: null,
      refusedCode: null,
      isGivenUp: false,
    })
  }

  function end(record: Exclude<SendRecord, { type: 'invoke' }>, place: Place): void {
    const send = sends.get(record.key)
    if (send === undefined) return void strays.push({ key: record.key, place })
    if (record.type === 'unknown') send.isGivenUp = true
    else if (record.type === 'fail') {
      send.refusedAt = record.at
      send.refusedPlace = place
      send.refusedCode = record.code
    } else {
      const { at, seq, epoch, mid, duplicate } = record
      const ack = { at, seq, epoch, mid, duplicate, place }
      if (send.ack === null) send.ack = ack
      else if (send.ack.mid !== mid || send.ack.seq !== seq) send.otherAck = ack
    }
  }

  return {
    take: (record, place) => (record.type === 'invoke' ? begin(record, place) : end(record, place)),
    seen(key, client, at) {
      const send = sends.get(key)
      if (send?.client === client) send.seenAt ??= at
    },
    get: key => sends.get(key),
    all: () => sends.values(),
    get count() {
      return sends.size
    },
    strays,
  }
}
