// How long after each fault everybody was current again. Always true:
//  - a reader is behind from the moment an entry is known to anybody until it is shown to that reader; a writer is
//    behind from the writing of a message to its answer;
//  - only lateness that hangs together with the fault counts: it begins at the fault, or while the client is still behind;
//  - who is away by its own wish is not late; who leaves while it is behind was behind until then, since nobody knows when
//    it would have caught up.

import { type ClientTimes, isThere } from './clients.js'
import { endOf, type Facts } from './facts.js'
import { countsFrom, type Fault } from './fault-times.js'
import type { LedgerEntry } from './ledger.js'
import { isShown, type Life } from './life.js'
import { answeredAt, type Send } from './sends.js'
import { createTimeCounter } from './spread.js'
import type { Spread } from './verdict.js'
import { currentLife, type View } from './views.js'

/** Below this nobody calls it late. */
const LATE_MS = 500
/** How long after a fault its first trace at a client may show, and how far apart two traces of it may be. */
const APART_MS = 2_000

/** One client was behind from then to then; `to` is Infinity when it never caught up. */
interface Behind {
  client: string
  from: number
  to: number
}

export interface CaughtUp {
  fault: Fault
  /** Per client that fell behind: milliseconds from where the fault counts to where it was current again. */
  readers: Map<string, number>
  sends: Map<string, number>
}

export function catchUps(facts: Facts): { faults: CaughtUp[]; showMs: Spread } {
  const { lateReaders, showMs } = readersBehind(facts)
  const lateSends = sendsBehind(facts)
  const { faults } = facts.faultTimes
  return {
    faults: faults.map(fault => ({
      fault,
      readers: caughtUpAfter(facts, fault, lateReaders),
      sends: caughtUpAfter(facts, fault, lateSends),
    })),
    showMs,
  }
}

/** The part of the run in which lateness is laid to this fault: up to the next one, which has its own. */
export function windowOf({ faultTimes, phases, lastAt }: Facts, fault: Fault): { from: number; to: number } {
  const next = faultTimes.faults.find(({ beginAt }) => beginAt > (fault.healAt ?? fault.beginAt))
  return { from: fault.beginAt, to: next?.beginAt ?? phases.get('final') ?? lastAt }
}

function caughtUpAfter(facts: Facts, fault: Fault, late: readonly Behind[]): Map<string, number> {
  const zero = countsFrom(fault)
  const times = new Map<string, number>()
  if (zero === null) return times
  const { from, to } = windowOf(facts, fault)
  for (const behind of late) {
    const soFar = times.get(behind.client)
    const reach = zero + (soFar ?? 0) + APART_MS
    const isOfFault = behind.from >= from - APART_MS && behind.to >= from
    if (behind.from > Math.min(to, reach) || !isOfFault) continue
    times.set(behind.client, Math.max(soFar ?? 0, behind.to - zero))
  }
  return times
}

/** @returns in order of `from` */
function readersBehind(facts: Facts): { lateReaders: Behind[]; showMs: Spread } {
  const counter = createTimeCounter()
  const late: Behind[] = []
  for (const view of facts.views.all()) {
    const { client } = view
    const away = awayTimes(facts.clients.get(client))
    for (const [index, life] of view.lives.entries()) {
      const before = view.lives.slice(0, index)
      for (const [offset, at] of life.times.entries()) {
        const entry = facts.ledger.first(view.room, life.epoch, life.timesFrom + offset)
        if (entry === undefined || Number.isNaN(at) || !isNews(entry, life, before)) continue
        const left = away.find(({ leftAt, to }) => leftAt <= at && entry.firstAt <= to)
        if (left !== undefined && entry.firstAt >= left.leftAt - LATE_MS) continue
        const behindUntil = left?.leftAt ?? at
        counter.add(behindUntil - entry.firstAt)
        if (behindUntil - entry.firstAt > LATE_MS) late.push({ client, from: entry.firstAt, to: behindUntil })
      }
    }
    const first = firstNeverShown(facts, view)
    if (first !== null) late.push({ client, from: first, to: Number.POSITIVE_INFINITY })
  }
  return { lateReaders: late.sort((a, b) => a.from - b.from), showMs: counter.spread() }
}

/** Whether showing it told something: it came to be after the reader had come, and was not on its screen before. */
function isNews(entry: LedgerEntry, life: Life, before: readonly Life[]): boolean {
  if (!Number.isFinite(entry.firstAt) || entry.firstAt < life.newsFrom) return false
  return !before.some(earlier => earlier.epoch === life.epoch && isShown(earlier, entry.seq))
}

/** When what a reader that is still there was never shown came to be; null when it has everything. */
function firstNeverShown(facts: Facts, view: View): number | null {
  const { ledger, clients } = facts
  const endAt = endOf(facts)
  const life = currentLife(view, endAt)
  const truth = ledger.truth.get(view.room)
  if (life === undefined || truth === undefined || !isThere(clients.get(view.client), endAt)) return null
  if (life.epoch === truth.epoch && life.last >= truth.headSeq) return null
  const at = truth.entries.get(life.epoch === truth.epoch ? life.last + 1 : truth.headSeq)?.firstAt
  return at !== undefined && Number.isFinite(at) ? at : null
}

function sendsBehind(facts: Facts): Behind[] {
  const { sends, clients } = facts
  const late: Behind[] = []
  for (const send of sends.all()) {
    const { client, invokedAt } = send
    const to = answeredAt(send) ?? (isOwedAnswer(facts, send) ? Number.POSITIVE_INFINITY : invokedAt)
    if (to - invokedAt <= LATE_MS) continue
    const isAway = awayTimes(clients.get(client)).some(
      away => invokedAt <= away.to && to >= away.leftAt - LATE_MS,
    )
    if (!isAway) late.push({ client, from: invokedAt, to })
  }
  return late.sort((a, b) => a.from - b.from)
}

/** Written while there was still time, by a client that is still there and has not given it up. */
export function isOwedAnswer(facts: Facts, { client, invokedAt, isGivenUp }: Send): boolean {
  const quietAt = facts.phases.get('quiet') ?? Number.NEGATIVE_INFINITY
  return !isGivenUp && invokedAt <= quietAt && isThere(facts.clients.get(client), endOf(facts))
}

/** When the client was away by its own wish, up to the connection after it and what came with that. */
function awayTimes({ connections }: ClientTimes): { leftAt: number; to: number }[] {
  return connections.flatMap(({ at, state }, index) => {
    if (state !== 'away') return []
    const back = connections.slice(index + 1).find(after => after.state === 'connected')
    return [{ leftAt: at, to: back?.at ?? Number.POSITIVE_INFINITY }]
  })
}
