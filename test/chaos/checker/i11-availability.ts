// I11 Availability returns: every fault is healed, everybody is current again within the time the fault allows, writers are
// acked again, and nothing that was measured while it lasted went beyond its bound. To who was muted or banned in
// a room at any time a refusal for that is as good.

import { type CaughtUp, isOwedAnswer, windowOf } from './catch-up.js'
import { restrictedInLogs } from './changes-in-log.js'
import { isThere } from './clients.js'
import type { Facts } from './facts.js'
import { countsFrom, type Fault } from './fault-times.js'
import { type Judge, type Judgement, judge } from './finding.js'
import { answeredAt, type Send } from './sends.js'

/** Acks that each writer must get after a fault, as far as it writes so much. */
const ACKS_WANTED = 5
const FOR_RESTRICTION: readonly (string | null)[] = ['muted', 'banned', 'not_a_member']

export function checkAvailability(facts: Facts, caughtUp: readonly CaughtUp[]): Judgement {
  const found = judge('I11', 'After each fault all goes on', 'faults')
  const restricted = restrictedInLogs(facts.ledger)
  for (const each of caughtUp) {
    found.checked()
    checkHealed(found, each.fault)
    checkCurrent(found, each)
    checkAcks(facts, found, each.fault, restricted)
  }
  for (const place of facts.faultTimes.strays)
    found.broken({ told: 'A fault is healed that had not begun.', places: [place] })
  checkAnswered(facts, found)
  return found.done()
}

function checkHealed(found: Judge, { name, healAt, measured, place }: Fault): void {
  if (healAt === null) found.broken({ told: `“${name}” was never healed.`, places: [place] })
  for (const { what, value, unit, atMost } of measured) {
    if (value <= atMost) continue
    found.broken({
      told: `“${name}”: ${what} was ${rounded(value)} ${unit}, at most ${atMost} ${unit} is allowed.`,
      places: [place],
    })
  }
}

function checkCurrent(found: Judge, { fault, readers, sends }: CaughtUp): void {
  for (const [what, times] of [
    ['shown everything', readers],
    ['answered', sends],
  ] as const) {
    const late = [...times].filter(([, ms]) => ms > fault.current.withinMs)
    const [first] = late
    if (first === undefined) continue
    const [client, ms] = first
    const was = Number.isFinite(ms)
      ? `was ${what} again only ${Math.round(ms)} ms`
      : `was not ${what} any more`
    found.broken({
      told: `${client} ${was} after the ${fault.current.from} of “${fault.name}” (at most ${fault.current.withinMs} ms; ${late.length} clients were late).`,
      places: [fault.place],
    })
  }
}

function checkAcks(
  facts: Facts,
  found: Judge,
  fault: Fault,
  restricted: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const zero = countsFrom(fault)
  if (zero === null) return
  const end = zero + fault.current.withinMs
  // Another fault came before the time was over: that one will be asked for.
  if (windowOf(facts, fault).to < end) return
  const written = new Map<string, number>()
  const acked = new Map<string, number>()
  for (const send of facts.sends.all()) {
    const { client, invokedAt } = send
    if (invokedAt >= zero && invokedAt < end - 1_000) count(written, client)
    const at = send.ack?.at ?? (isRightlyRefused(send, restricted) ? send.refusedAt : null)
    if (at !== null && at >= zero && at < end) count(acked, client)
  }
  for (const [client, messages] of written) {
    if (!isThere(facts.clients.get(client), end)) continue
    const [wanted, got] = [Math.min(ACKS_WANTED, messages), acked.get(client) ?? 0]
    if (got >= wanted) continue
    found.broken({
      told: `${client} wrote ${messages} messages after “${fault.name}” and got ${got} acks within ${fault.current.withinMs} ms.`,
      places: [fault.place],
    })
  }
}

function isRightlyRefused(
  { room, sender, refusedCode }: Send,
  restricted: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  return FOR_RESTRICTION.includes(refusedCode) && restricted.get(room)?.has(sender) === true
}

function checkAnswered(facts: Facts, found: Judge): void {
  for (const send of facts.sends.all()) {
    if (answeredAt(send) !== null || !isOwedAnswer(facts, send)) continue
    const { client, room, key, place } = send
    found.broken({
      told: `What ${client} wrote in ${room} under ${key} was never answered.`,
      places: [place],
    })
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
