// The same promises, asked of a textbook cluster as far as they can be without a log: what was acked is shown to everybody
// who was in the room, once, in one order, and each writer's in the order of writing.

import { isThere } from './clients.js'
import { endOf, type Facts } from './facts.js'
import { type Judgement, judge } from './finding.js'
import type { Send } from './sends.js'
import type { TextbookView } from './textbook-views.js'

export function checkTextbook(facts: Facts): Judgement[] {
  const rooms = new Map<string, TextbookView[]>()
  for (const view of facts.textbook.all()) {
    const known = rooms.get(view.room) ?? []
    rooms.set(view.room, known)
    known.push(view)
  }
  return [
    checkShownToAll(facts, rooms),
    checkWritten(facts),
    checkOnce(facts),
    checkOneOrder(rooms),
    judge('I5', 'Every reader is shown all, in order', 'entries with a number').done(),
    checkWritersOrder(facts),
    judge('I7', 'A read finds what was acked before it', 'reads').done(),
    judge('I8', 'A resume tells the truth', 'resumes').done(),
  ]
}

function checkShownToAll(facts: Facts, rooms: ReadonlyMap<string, readonly TextbookView[]>): Judgement {
  const found = judge('I1', 'No acked message is lost', 'acked messages')
  const endAt = endOf(facts)
  for (const send of facts.sends.all()) {
    const { ack, room, key, invokedAt, place } = send
    if (ack === null) continue
    found.checked()
    const missedBy = (rooms.get(room) ?? []).filter(
      ({ client, joinedAt, indexOf }) =>
        joinedAt < invokedAt && !indexOf.has(key) && isThere(facts.clients.get(client), endAt),
    )
    const first = missedBy.find(({ client }) => !hasBeenAway(facts, client)) ?? missedBy[0]
    if (first === undefined) continue
    found.broken({
      told: `What ${send.client} wrote in ${room} under ${key} was acked and never shown to ${first.client} (${missedBy.length} readers in all).`,
      where: 'feed',
      places: [place, ack.place],
    })
  }
  return found.done()
}

/** Acked messages that were missed by a reader who never gave its connection up: the network or the server did. */
export function missedByStayers(facts: Facts): number {
  const endAt = endOf(facts)
  const stayers = [...facts.textbook.all()].filter(
    ({ client }) => !hasBeenAway(facts, client) && isThere(facts.clients.get(client), endAt),
  )
  return [...facts.sends.all()].filter(
    ({ ack, room, key, invokedAt }) =>
      ack !== null &&
      stayers.some(view => view.room === room && view.joinedAt < invokedAt && !view.indexOf.has(key)),
  ).length
}

function hasBeenAway({ clients }: Facts, client: string): boolean {
  return clients.get(client).connections.some(({ state }) => state === 'away')
}

function checkWritten({ textbook, sends }: Facts): Judgement {
  const found = judge('I2', 'No message appears that nobody wrote', 'messages seen')
  const seen = new Set<string>()
  for (const { room, shown } of textbook.all()) {
    for (const { key, place } of shown) {
      if (seen.has(key)) continue
      seen.add(key)
      found.checked()
      if (sends.get(key)?.room === room) continue
      found.broken({ told: `The message ${key} in ${room} was written by nobody there.`, places: [place] })
    }
  }
  return found.done()
}

function checkOnce({ textbook }: Facts): Judgement {
  const found = judge('I3', 'No message is there twice', 'entries')
  found.checked(textbook.count)
  for (const { client, room, shown, indexOf } of textbook.all()) {
    for (const [index, { key, place }] of shown.entries()) {
      const first = indexOf.get(key) ?? index
      if (first === index) continue
      const told = `${client} is shown ${key} in ${room} a second time.`
      found.broken({ told, where: 'log', places: [shown[first]?.place ?? place, place] })
    }
  }
  return found.done()
}

/** Each reader is compared with the one who was shown most: neighbours that stand the other way round there. */
function checkOneOrder(rooms: ReadonlyMap<string, readonly TextbookView[]>): Judgement {
  const found = judge('I4', 'All see one order', 'neighbours compared')
  for (const [room, views] of rooms) {
    const [fullest] = [...views].sort((a, b) => b.indexOf.size - a.indexOf.size)
    if (fullest === undefined) continue
    for (const { client, shown, indexOf } of views) {
      const common = shown.filter(({ key }, index) => indexOf.get(key) === index && fullest.indexOf.has(key))
      for (const [index, { key, place }] of common.entries()) {
        const before = common[index - 1]
        if (before === undefined) continue
        found.checked()
        if ((fullest.indexOf.get(before.key) ?? 0) < (fullest.indexOf.get(key) ?? 0)) continue
        found.broken({
          told: `${client} is shown ${before.key} before ${key} in ${room}, and ${fullest.client} the other way round.`,
          places: [before.place, place],
        })
      }
    }
  }
  return found.done()
}

function checkWritersOrder({ textbook, sends }: Facts): Judgement {
  const found = judge('I6', "A writer's messages keep their order", 'entries shown')
  for (const { client, room, shown, indexOf } of textbook.all()) {
    const newest = new Map<string, Send>()
    for (const [index, { key, place }] of shown.entries()) {
      const send = sends.get(key)
      if (send === undefined || indexOf.get(key) !== index) continue
      found.checked()
      const before = newest.get(send.client)
      if (before === undefined || before.count < send.count) newest.set(send.client, send)
      else {
        const told = `${client} is shown number ${send.count} of ${send.client} in ${room} after number ${before.count}.`
        found.broken({ told, places: [place] })
      }
    }
  }
  return found.done()
}
