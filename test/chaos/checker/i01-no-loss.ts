// I1 No acked loss: what was acked stands in the log at its place, and everybody who was there for it, or read the room
// afresh at the end, was shown it.

import { isThere } from './clients.js'
import type { Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { RoomTruth } from './ledger.js'
import { isShown } from './life.js'
import { mayBeLost } from './lossy.js'
import type { Ack, Send } from './sends.js'
import type { LostWhere } from './verdict.js'
import { currentLife, type View } from './views.js'

export function checkNoLoss(facts: Facts): Judgement {
  const found = judge('I1', 'No acked message is lost', 'acked messages')
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
    if (truth && isThere(facts.clients.get(view.client)))
      checkShown(found, view, truth, ackAt.get(view.room) ?? new Map())
  }
  checkFreshReaders(facts, found)
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
  view: View,
  truth: RoomTruth,
  acked: ReadonlyMap<number, Pick<Send, 'key'>>,
): void {
  const life = currentLife(view)
  if (life === undefined) return
  const { room, client } = view
  const missed =
    life.epoch === truth.epoch
      ? [...life.missing, ...seqsBetween(life.last + 1, truth.headSeq)].filter(seq => truth.entries.has(seq))
      : [...truth.entries.keys()]
  const seq = missed.find(missing => acked.has(missing))
  if (seq === undefined) return
  const where = whereLost(view, truth.epoch, seq)
  const told = { feed: 'was never sent it', client: 'was sent it and did not show it', log: '' }[where]
  found.broken({
    told: `${client} was not shown the acked message at seq ${seq} of ${room}: it ${told} (${missed.length} entries in all).`,
    about: { room, epoch: truth.epoch, seq, key: acked.get(seq)?.key, client },
    where,
  })
}

export function whereLost(view: View, epoch: string, seq: number): LostWhere {
  return view.received.get(epoch)?.has(seq) ? 'client' : 'feed'
}

/** Whoever comes last and reads everything must find everything, in each room. */
function checkFreshReaders(facts: Facts, found: Judge): void {
  const finalAt = facts.phases.get('final')
  if (finalAt === undefined) return
  const fresh = [...facts.views.all()].filter(({ firstJoinAt }) => firstJoinAt >= finalAt)
  for (const [room, truth] of facts.ledger.truth) {
    const readers = fresh.filter(view => view.room === room)
    if (readers.length === 0) found.broken({ told: `Nobody read ${room} afresh at the end.` })
    for (const view of readers) {
      const life = currentLife(view)
      const missed = [...truth.entries.keys()].find(seq => life === undefined || !isShown(life, seq))
      if (missed === undefined) continue
      found.broken({
        told: `${view.client}, who read all of ${room} at the end, was not shown seq ${missed}.`,
        about: {
          ...{ room, epoch: truth.epoch, seq: missed, client: view.client },
          key: truth.entries.get(missed)?.key,
        },
        where: whereLost(view, truth.epoch, missed),
      })
    }
  }
}

function seqsBetween(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
