// I9 Presence converges: once all is quiet, every connected client in a room has been told how many are there.

import { isThere, stateAt } from './clients.js'
import type { Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'

/** A lost machine's users leave within this time. */
const CONVERGES_MS = 17_000

export function checkPresence(facts: Facts): Judgement {
  const found = judge('I9', 'Presence becomes what it is', 'clients in rooms')
  const quietAt = facts.phases.get('quiet') ?? facts.firstAt
  for (const { record, place } of facts.truePresence) {
    for (const [client, times] of facts.clients.all()) {
      const told = times.presence.get(record.room)
      if (told === undefined || stateAt(times, record.at) !== 'connected') continue
      const last = told.findLast(({ at }) => at <= record.at)
      if (last === undefined) continue
      found.checked()
      const about = { room: record.room, epoch: '', seq: 0, client }
      if (last.count !== record.count) {
        found.broken({
          told: `${client} was told last that ${last.count} are in ${record.room}; there are ${record.count}.`,
          about,
          places: [last.place, place],
        })
      } else if (last.at - quietAt > CONVERGES_MS) {
        found.broken({
          told: `${client} was told how many are in ${record.room} only ${seconds(last.at - quietAt)} s after all was quiet.`,
          about,
          places: [last.place, place],
        })
      }
    }
  }
  return found.done()
}

/** How long after all was quiet the last change was told, per client and room. */
export function presenceTimes(facts: Facts): number[] {
  const quietAt = facts.phases.get('quiet')
  if (quietAt === undefined) return []
  return facts.truePresence.flatMap(({ record }) =>
    [...facts.clients.all()].flatMap(([, times]) => {
      const last = times.presence.get(record.room)?.findLast(({ at }) => at <= record.at)
      return last && isThere(times, record.at) ? [Math.max(0, last.at - quietAt)] : []
    }),
  )
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1)
}
