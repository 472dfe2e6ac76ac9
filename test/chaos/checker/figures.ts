// The figures of a run, for its report.

import { readReaction } from '../bodies.js'
import type { CaughtUp } from './catch-up.js'
import type { Facts } from './facts.js'
import { presenceTimes } from './i09-presence.js'
import { endAfter } from './i10-revoked.js'
import { mayBeLost } from './lossy.js'
import { spreadOf } from './spread.js'
import { missedByStayers } from './textbook-invariants.js'
import type { FaultFigures, Figures, Spread } from './verdict.js'

export function figuresOf(facts: Facts, caughtUp: readonly CaughtUp[], showMs: Spread): Figures {
  const { views, ledger, bySource, faultTimes } = facts
  const { shown, rawDuplicates, resumes, resyncs } = views.counts
  const clients = new Set([...facts.clients.all()].map(([client]) => client))
  const revoked = [...facts.clients.all()].flatMap(([, times]) => endAfter(times) ?? [])
  return {
    durationMs: facts.lastAt - facts.firstAt,
    clients: clients.size,
    rooms: roomsOf(facts).size,
    ...sendFigures(facts),
    changes: changeFigures(facts),
    deliveries: bySource.live + bySource.join + bySource.history,
    shown: shown + facts.textbook.count,
    ...{ rawDuplicates, byJoin: bySource.join, byHistory: bySource.history, resumes, resyncs },
    epochs: ledger.epochs(),
    missedByStayers: missedByStayers(facts),
    showMs,
    revokedMs: spreadOf(revoked),
    presenceMs: spreadOf(presenceTimes(facts)),
    faults: caughtUp.map(each => faultFigures(each, facts.firstAt)),
    skipped: faultTimes.skipped,
    deliveriesPerSecond: perSecond(facts, facts.deliveriesIn),
  }
}

function roomsOf({ ledger, textbook }: Facts): Set<string> {
  return new Set([...ledger.truth.keys(), ...[...textbook.all()].map(({ room }) => room)])
}

function sendFigures(facts: Facts) {
  const { sends, ledger } = facts
  const ackTimes: number[] = []
  const ackedAt: number[] = []
  const acksIn = new Map<number, number>()
  let [refused, retriedAcks, lostByFault] = [0, 0, 0]
  for (const { ack, refusedAt, invokedAt, room } of sends.all()) {
    if (refusedAt !== null) refused += 1
    if (ack === null) continue
    ackTimes.push(ack.at - invokedAt)
    ackedAt.push(ack.at)
    const second = Math.floor(ack.at / 1_000)
    acksIn.set(second, (acksIn.get(second) ?? 0) + 1)
    if (ack.duplicate) retriedAcks += 1
    if (ledger.fate({ room, ...ack }) === 'lost' && mayBeLost(facts, ack.at)) lostByFault += 1
  }
  return {
    sends: sends.count,
    acks: ackTimes.length,
    ...{ refused, retriedAcks, lostByFault },
    unknown: sends.count - ackTimes.length - refused,
    ackMs: spreadOf(ackTimes),
    longestWithoutAckMs: longestPause(ackedAt),
    acksPerSecond: perSecond(facts, acksIn),
  }
}

function changeFigures({ changes }: Facts): Figures['changes'] {
  const all = [...changes.all()]
  const acked = all.filter(({ ackedAt }) => ackedAt !== null)
  const refused = all.filter(({ refusal }) => refusal !== null).length
  return {
    made: all.length,
    acked: acked.length,
    deletions: acked.filter(({ body }) => body === null).length,
    reactions: acked.filter(({ body }) => readReaction(body ?? '') !== null).length,
    refused,
    unknown: all.length - acked.length - refused,
  }
}

function longestPause(times: readonly number[]): number {
  const sorted = Float64Array.from(times).sort()
  let longest = 0
  for (let index = 1; index < sorted.length; index += 1) {
    longest = Math.max(longest, (sorted[index] ?? 0) - (sorted[index - 1] ?? 0))
  }
  return longest
}

function faultFigures({ fault, readers, sends }: CaughtUp, firstAt: number): FaultFigures {
  const { name, told, beginAt, healAt, current, measured } = fault
  return {
    fault: fault.fault,
    ...{ name, told, measured },
    beginMs: beginAt - firstAt,
    healMs: healAt === null ? null : healAt - firstAt,
    ...current,
    readers: spreadOf([...readers.values()]),
    sends: spreadOf([...sends.values()]),
  }
}

function perSecond({ firstAt, lastAt }: Facts, counts: ReadonlyMap<number, number>): number[] {
  const [first, last] = [Math.floor(firstAt / 1_000), Math.floor(lastAt / 1_000)]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, second) => counts.get(first + second) ?? 0)
}
