// I7 Read your writes: a read that began after an ack finds what was acked, whichever worker answers.

import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import { mayBeLost } from './lossy.js'
import type { Ack } from './sends.js'

export function checkReadYourWrites(facts: Facts): Judgement {
  const found = judge('I7', 'A read finds what was acked before it', 'reads')
  const acks = acksInTime(facts)
  const begun = new Map<string, number>()
  for (const { record } of facts.reads) if (record.type === 'invoke') begun.set(record.id, record.at)
  for (const { record, place } of facts.reads) {
    const { room, epoch, headSeq, id, type } = record
    const begunAt = begun.get(id)
    if (type !== 'ok' || begunAt === undefined || headSeq === undefined) continue
    found.checked()
    const newest = newestBefore(acks.get(`${room}\n${epoch}`) ?? [], begunAt)
    if (newest === null || headSeq >= newest.seq) continue
    found.broken({
      told: `A read of ${room} found the log to end at seq ${headSeq}, though seq ${newest.seq} had been acked before it began.`,
      about: { room, epoch: newest.epoch, seq: newest.seq },
      places: [newest.place, place],
    })
  }
  return found.done()
}

/** By room and epoch, in order of time; each with the newest seq acked up to then. Without what a fault was free to lose. */
function acksInTime(facts: Facts): Map<string, Ack[]> {
  const rooms = new Map<string, Ack[]>()
  for (const { room, ack } of facts.sends.all()) {
    if (ack === null) continue
    if (facts.ledger.fate({ room, ...ack }) === 'lost' && mayBeLost(facts, ack.at)) continue
    const known = rooms.get(`${room}\n${ack.epoch}`) ?? []
    rooms.set(`${room}\n${ack.epoch}`, known)
    known.push(ack)
  }
  for (const [name, acks] of rooms) {
    acks.sort((a, b) => a.at - b.at)
    let newest: Ack | null = null
    const highest = acks.map(ack => {
      if (newest === null || ack.seq > newest.seq) newest = ack
      return { ...newest, at: ack.at }
    })
    rooms.set(name, highest)
  }
  return rooms
}

function newestBefore(acks: readonly Ack[], at: number): Ack | null {
  let [low, high] = [0, acks.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((acks[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  return acks[low - 1] ?? null
}
