// All that the histories of a run tell, gathered in one pass, for the invariants to judge. What grows with the number of
// lines is kept as numbers: an entry is an object once, however many clients were shown it.

import type {
  HistoryRecord,
  PhaseRecord,
  ReadRecord,
  RunRecord,
  ServerRecord,
  TextsRecord,
  TruePresenceRecord,
} from '../history.js'
import { type Changes, createChanges } from './changes.js'
import { type Clients, createClients } from './clients.js'
import { createFaultTimes, type FaultTimes } from './fault-times.js'
import { createLedger, type Ledger } from './ledger.js'
import type { Place } from './read-history.js'
import { createReadings, type Readings } from './readings.js'
import { createSends, type Sends } from './sends.js'
import { createTextbookViews, NO_EPOCH, type TextbookViews } from './textbook-views.js'
import { createViews, type Views } from './views.js'

export interface Facts {
  run: RunRecord | null
  readonly sends: Sends
  readonly changes: Changes
  readonly ledger: Ledger
  readonly views: Views
  /** What readers were shown who know of no log. */
  readonly textbook: TextbookViews
  readonly clients: Clients
  readonly faultTimes: FaultTimes
  readonly phases: Map<PhaseRecord['phase'], number>
  readonly readings: Readings
  readonly texts: { record: TextsRecord; place: Place }[]
  readonly reads: { record: ReadRecord; place: Place }[]
  readonly truePresence: { record: TruePresenceRecord; place: Place }[]
  readonly servers: { record: ServerRecord; place: Place }[]
  readonly bySource: { live: number; join: number; history: number }
  /** Whole seconds of the clock, and how many entries arrived in them. */
  readonly deliveriesIn: Map<number, number>
  /** Of all lines. */
  firstAt: number
  lastAt: number
}

export function createFacts(): Facts {
  const ledger = createLedger()
  return {
    run: null,
    sends: createSends(),
    changes: createChanges(),
    ledger,
    views: createViews(ledger),
    textbook: createTextbookViews(),
    clients: createClients(),
    faultTimes: createFaultTimes(),
    phases: new Map(),
    readings: createReadings(),
    texts: [],
    reads: [],
    truePresence: [],
    servers: [],
    bySource: { live: 0, join: 0, history: 0 },
    deliveriesIn: new Map(),
    firstAt: Number.POSITIVE_INFINITY,
    lastAt: Number.NEGATIVE_INFINITY,
  }
}

/** What must be so in the end must be so at this moment. */
export function endOf({ phases, lastAt }: Facts): number {
  return phases.get('end') ?? lastAt
}

export function gather(facts: Facts, record: HistoryRecord, place: Place): void {
  if (record.at < facts.firstAt) facts.firstAt = record.at
  if (record.at > facts.lastAt) facts.lastAt = record.at
  switch (record.f) {
    case 'run':
      facts.run = record
      return
    case 'user':
      facts.clients.get(record.client).user = record.user
      return
    case 'send':
      facts.sends.take(record, place)
      if (record.type === 'ok' && record.epoch !== NO_EPOCH) facts.ledger.see(record, record.at, place)
      return
    case 'change':
      facts.changes.take(record, place)
      return
    case 'receive':
      gatherReceive(facts, record, place)
      return
    case 'show':
      if (record.epoch === NO_EPOCH) facts.textbook.show(record, place)
      else facts.views.show(record, facts.ledger.see(record, record.at, place), place)
      return
    case 'texts':
      facts.texts.push({ record, place })
      return
    case 'join':
      if (record.epoch === NO_EPOCH) facts.textbook.join(record)
      else facts.views.join(record, place)
      return
    case 'connection':
      facts.clients.connection(record, place)
      facts.views.connection(record)
      return
    case 'presence':
      facts.clients.presence(record, place)
      return
    case 'revoke':
      facts.clients.revoke(record, place)
      return
    case 'read':
      facts.readings.begin(record)
      facts.reads.push({ record, place })
      return
    case 'fault':
      facts.faultTimes.take(record, place)
      return
    case 'phase':
      facts.phases.set(record.phase, record.at)
      return
    case 'truth':
      facts.ledger.seeTruth(record, place)
      return
    case 'true-presence':
      facts.truePresence.push({ record, place })
      return
    case 'server':
      facts.servers.push({ record, place })
      return
  }
}

function gatherReceive(facts: Facts, record: HistoryRecord & { f: 'receive' }, place: Place): void {
  const { client, at, source, room, epoch, seq, key } = record
  if (epoch !== NO_EPOCH) {
    facts.readings.take(record, facts.ledger.see(record, at, place), place)
    facts.views.receive(record, place)
  }
  if (key !== null) facts.sends.seen(key, client, at)
  facts.clients.get(client).heard.set(room, { at, room, epoch, seq, key, place })
  facts.bySource[source] += 1
  const second = Math.floor(at / 1_000)
  facts.deliveriesIn.set(second, (facts.deliveriesIn.get(second) ?? 0) + 1)
}
