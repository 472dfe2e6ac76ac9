// A search in several rooms: their logs are looked through side by side. Always true:
//  - what is found is told newest first, whichever room it is in: nothing is told while another room may still hold something
//    newer. Only what is written after a room was first asked may be missing;
//  - a room that cannot be joined now is left out, and counted: it keeps nothing that is found in others from being told;
//  - behind its first stretch no room is looked through before it is its turn: before all others have come as far back.

import type { RoomId } from '@hubbub/shared'
import type { RoomReader } from './room-reader.js'
import { createSearch, type FoundMessage, type Search } from './search.js'

/** Rooms that were never asked may go before their turn: enough to hide the round trips, few enough for the server's rate limit. */
const FIRST_ASKED_AT_ONCE = 4

interface SearchedRoom {
  roomId: RoomId
  search: Search
  /** All that is newer was looked through; in milliseconds since 1970; null: it was not asked yet. */
  backTo: number | null
}

/** Looks for messages of joined rooms that hold every word of `query`, as they say by now; begins with `next`. */
export function searchRooms(
  { random, linkOf, areAsked, timelineOf }: RoomReader,
  roomIds: readonly RoomId[],
  query: string,
): Search {
  let left: readonly SearchedRoom[] = roomIds.map(roomId => ({
    roomId,
    search: createSearch({
      ...{ roomId, query, random },
      link: () => linkOf(roomId),
      epoch: () => timelineOf(roomId)?.epoch ?? null,
    }),
    backTo: null,
  }))
  /** Found, and maybe not the newest. */
  let held: readonly FoundMessage[] = []
  let oldest: number | null = null
  let leftOut = 0

  return {
    async next() {
      const outcomes = await Promise.allSettled(inTurn().map(look))
      const failed = outcomes.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason

      const backTo = Math.max(...left.map(newestLeft))
      const found = held.filter(({ sentAt }) => sentAt >= backTo).sort((a, b) => b.sentAt - a.sentAt)
      held = held.filter(({ sentAt }) => sentAt < backTo)
      const isDone = left.length === 0
      return { found, isDone, backTo: isDone ? oldest : backTo, leftOut }
    },
  }

  function inTurn(): SearchedRoom[] {
    if (roomIds.length > 1) keepThoseThere()
    const [first, ...others] = left.toSorted((a, b) => newestLeft(b) - newestLeft(a))
    if (first === undefined) return []
    return [first, ...others.filter(({ backTo }) => backTo === null).slice(0, FIRST_ASKED_AT_ONCE - 1)]
  }

  /** Of several rooms, one may have been left meanwhile, or cannot be joined again. */
  function keepThoseThere() {
    left = left.filter(({ roomId }) => timelineOf(roomId) !== null)
    if (!areAsked()) return
    const before = left.length
    left = left.filter(({ roomId }) => linkOf(roomId) !== null)
    leftOut += before - left.length
  }

  /** When the newest of what was not looked at was written, at the latest. */
  function newestLeft({ roomId, backTo }: SearchedRoom): number {
    return backTo ?? timelineOf(roomId)?.entries.at(-1)?.sentAt ?? 0
  }

  async function look(room: SearchedRoom): Promise<void> {
    const { found, isDone, backTo } = await room.search.next()
    held = held.concat(found)
    if (isDone) left = left.filter(other => other !== room)
    if (backTo === null) return
    room.backTo = backTo
    oldest = Math.min(oldest ?? backTo, backTo)
  }
}
