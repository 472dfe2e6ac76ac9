// I1 No acked loss: what was acked stands in the log at its place, and everybody who was there for it, or read the room
// afresh at the end, was shown it.

import { isThere } from './clients.js'
import { endOf, type Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { RoomTruth } from './ledger.js'
import { isShown, type Life } from './life.js'
import { mayBeLost } from './lossy.js'
import type { Ack, Send } from './sends.js'
import type { LostWhere } from './verdict.js'
import { currentLife, type View } from './views.js'

export function checkNoLoss(facts: Facts): Judgement {
  const found = judge('I1', 'No acked message is lost', 'acked messages')
  const endAt = endOf(facts)
  const ackAt = new Map<string, Map<number, Send>>()
  for (const send of facts.sends.all()) {
    if (send.ack === null) continue
    found.checked()
    checkInLog(facts, found, send, send.ack)
    const bySeq = ackAt.get(send.room) ?? new Map<number, Send>()
    ackAt.set(send.room, bySeq)
    bySeq.set(send.ack.seq, send)
  }
  for (const view of facts.views.all()) {
    const truth = facts.ledger.truth.get(view.room)
    const life = currentLife(view, endAt)
    if (truth === undefined || life === undefined || !isThere(facts.clients.get(view.client), endAt)) continue
    checkShown(found, view, life, { truth, acked: ackAt.get(view.room) ?? new Map() })
  }
  checkFreshReaders(facts, found, new Set(ackAt.keys()))
  return found.done()
}

function checkInLog(facts: Facts, found: Judge, send: Send, { seq, epoch, mid, at, place }: Ack): void {
  const { room, key } = send
  if (facts.ledger.fate({ room, seq, mid }) !== 'lost' || mayBeLost(facts, at)) return
  found.broken({
    told: `The message that ${send.client} wrote in ${room} was acked at seq ${seq} and is not in the log.`,
    about: { room, epoch, seq, key },
    where: 'log',
    places: [send.place, place],
  })
}

/** From the first entry it was shown on (or the head it joined at), a reader must have had every message. */
function checkShown(
  found: Judge,
  { client, room, received }: View,
  life: Life,
  { truth, acked }: { truth: RoomTruth; acked: ReadonlyMap<number, Pick<Send, 'key'>> },
): void {
  const { epoch, headSeq, entries } = truth
  const missed =
    life.epoch === epoch
      ? [...life.missing, ...seqsBetween(life.last + 1, headSeq)].filter(seq => entries.has(seq))
      : [...entries.keys()]
  const seq = missed.find(missing => acked.has(missing))
  if (seq === undefined) return
  const where = whereLost({ received }, epoch, seq)
  const told = where === 'client' ? 'was sent it and did not show it' : 'was never sent it'
  found.broken({
    told: `${client} was not shown the acked message at seq ${seq} of ${room}: it ${told} (${missed.length} entries in all).`,
    about: { room, epoch, seq, key: acked.get(seq)?.key, client },
    where,
  })
}

export function whereLost({ received }: Pick<View, 'received'>, epoch: string, seq: number): LostWhere {
  return received.get(epoch)?.has(seq) ? 'client' : 'feed'
}

/** Whoever comes last and reads everything must find every message, in each room. */
function checkFreshReaders(facts: Facts, found: Judge, rooms: ReadonlySet<string>): void {
  const finalAt = facts.phases.get('final')
  if (finalAt === undefined) return
  const fresh = [...facts.views.all()].filter(({ firstJoinAt }) => firstJoinAt >= finalAt)
  for (const room of rooms) {
    const readers = fresh.filter(view => view.room === room)
    if (readers.length === 0) found.broken({ told: `Nobody read ${room} afresh at the end.` })
    for (const view of readers) checkReadAll(found, view, facts.ledger.truth.get(room))
  }
}

function checkReadAll(found: Judge, view: View, truth: RoomTruth | undefined): void {
  const life = view.lives.at(-1)
  for (const [seq, { key, room, epoch }] of truth?.entries ?? []) {
    if (typeof key !== 'string' || (life !== undefined && isShown(life, seq))) continue
    const { client } = view
    found.broken({
      told: `${client}, who read all of ${room} at the end, was not shown seq ${seq}.`,
      about: { room, epoch, seq, key, client },
      where: whereLost(view, epoch, seq),
    })
    return
  }
}

function seqsBetween(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
