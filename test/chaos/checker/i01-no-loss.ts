// I1 No acked loss: what was acked, message or change of one, stands in the log at its place, and everybody who was there
// for it, or read the room afresh at the end, was shown it.

import { isText, readName, readPin, readRestriction, readTopic } from '../bodies.js'
import type { Change } from './changes.js'
import { changesInLogs } from './changes-in-log.js'
import { isThere } from './clients.js'
import { endOf, type Facts } from './facts.js'
import { type Judge, type Judgement, judge } from './finding.js'
import type { RoomTruth } from './ledger.js'
import { isShown, type Life } from './life.js'
import { mayBeLost } from './lossy.js'
import type { Ack, Send } from './sends.js'
import type { LostWhere } from './verdict.js'
import { currentLife, type View } from './views.js'

/** By room and seq: what was acked there, by its key if it has one. */
type AckedAt = Map<string, Map<number, string | null>>

export function checkNoLoss(facts: Facts): Judgement {
  const found = judge('I1', 'No acked message is lost', 'acked messages and changes')
  const endAt = endOf(facts)
  const ackAt: AckedAt = new Map()
  for (const send of facts.sends.all()) {
    if (send.ack === null) continue
    found.checked()
    checkInLog(facts, found, send, send.ack)
    noteAcked(ackAt, send.room, send.ack.seq, send.key)
  }
  checkChanges(facts, found, ackAt)
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

/** Whoever changed a message was told that it is done, not where: that is where the log has it. */
function checkChanges(facts: Facts, found: Judge, ackAt: AckedAt): void {
  const inLog = new Set<Change>()
  for (const { room, seq, target, body } of changesInLogs(facts.ledger)) {
    const change = body === undefined ? undefined : facts.changes.get(target, body)
    if (change === undefined) continue
    inLog.add(change)
    if (change.ackedAt !== null) noteAcked(ackAt, room, seq, null)
  }
  for (const change of facts.changes.all()) {
    const { ackedAt, ackPlace, client, room, place } = change
    if (ackedAt === null || ackPlace === null) continue
    found.checked()
    if (inLog.has(change) || mayBeLost(facts, ackedAt)) continue
    found.broken({
      told: `${changeText(change)} by ${client} in ${room} was acked and is not in the log.`,
      where: 'log',
      places: [place, ackPlace],
    })
  }
}

function changeText({ body, target }: Change): string {
  if (body === null) return `The deletion of the message ${target}`
  if (readTopic(body) !== null) return 'The topic'
  if (readName(body) !== null) return 'The name'
  if (readRestriction(body) !== null) return `The restriction of ${target}`
  const what = isText(body) ? 'change of' : readPin(body) === null ? 'reaction to' : 'pin of'
  return `The ${what} the message ${target}`
}

function noteAcked(ackAt: AckedAt, room: string, seq: number, key: string | null): void {
  const bySeq = ackAt.get(room) ?? new Map<number, string | null>()
  ackAt.set(room, bySeq)
  bySeq.set(seq, key)
}

/** From the first entry it was shown on (or the head it joined at), a reader must have had every message. */
function checkShown(
  found: Judge,
  { client, room, received }: View,
  life: Life,
  { truth, acked }: { truth: RoomTruth; acked: ReadonlyMap<number, string | null> },
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
    told: `${client} was not shown what was acked at seq ${seq} of ${room}: it ${told} (${missed.length} entries in all).`,
    about: { room, epoch, seq, key: acked.get(seq), client },
    where,
  })
}

export function whereLost({ received }: Pick<View, 'received'>, epoch: string, seq: number): LostWhere {
  return received.get(epoch)?.has(seq) ? 'client' : 'feed'
}

/** Whoever comes last and reads everything must find every message and change, in each room. */
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
  for (const [seq, { key, target, room, epoch }] of truth?.entries ?? []) {
    const isWritten = typeof key === 'string' || target !== undefined
    if (!isWritten || (life !== undefined && isShown(life, seq))) continue
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
