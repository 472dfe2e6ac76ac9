// A search in several rooms: their logs are looked through side by side. Always true:
//  - what is found is told newest first, whichever room it is in: nothing is told while another room may still hold something
//    newer. Only what is written after a room was first asked may be missing;
//  - a room that cannot be joined now, or answers "later" again and again, is left out, and counted: it keeps nothing that is
//    found in others from being told;
//  - behind its first stretch no room is looked through before it is its turn: before all others have come as far back.

import type { RoomId } from '@hubbub/shared'
import { CommandFailed } from './command-failed.js'
import type { RoomReader } from './room-reader.js'
import { createSearch, type FoundMessage, type Search, type SearchFor, type SearchStep } from './search.js'

/** Rooms that were never asked may go before their turn: enough to hide the round trips, few enough for the server's rate limit. */
const FIRST_ASKED_AT_ONCE = 4

/** Enough for a Redis that is away for a moment. Once it was not, whatever else is away is asked once only. */
const TRIES = 3

interface SearchedRoom {
  roomId: RoomId
  search: Search
  /** All that is newer was looked through; in milliseconds since 1970; null: it was not asked yet. */
  backTo: number | null
}

/** Looks for messages of rooms that the user is in, as they say by now; begins with `next`. */
export function searchRooms(
  { random, linkOf, isIn, areAsked, timelineOf }: RoomReader,
  roomIds: readonly RoomId[],
  wanted: SearchFor,
): Search {
  const areSeveral = roomIds.length > 1
  let left: readonly SearchedRoom[] = roomIds.map(roomId => ({
    roomId,
    search: createSearch({
      ...{ roomId, wanted, random },
      link: () => linkOf(roomId),
      epoch: () => timelineOf(roomId)?.epoch ?? null,
      tries,
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
      // Neither when nothing is left nor before a room is joined.
      return { found, isDone, backTo: Number.isFinite(backTo) ? backTo : oldest, leftOut }
    },
  }

  function inTurn(): SearchedRoom[] {
    if (areSeveral) keepThoseThere()
    const [first, ...others] = left.toSorted((a, b) => newestLeft(b) - newestLeft(a))
    if (first === undefined) return []
    return [first, ...others.filter(({ backTo }) => backTo === null).slice(0, FIRST_ASKED_AT_ONCE - 1)]
  }

  /** Of several rooms, one may have been left meanwhile, or cannot be joined again. */
  function keepThoseThere() {
    left = left.filter(({ roomId }) => isIn(roomId))
    if (areAsked()) for (const room of left) if (linkOf(room.roomId) === null) leaveOut(room)
  }

  function leaveOut(room: SearchedRoom) {
    left = left.filter(other => other !== room)
    leftOut += 1
  }

  function tries(): number {
    if (!areSeveral) return Number.POSITIVE_INFINITY
    return leftOut === 0 ? TRIES : 1
  }

  /** When the newest of what was not looked at was written, at the latest; of a room that is yet to be joined nobody knows. */
  function newestLeft({ roomId, backTo }: SearchedRoom): number {
    const timeline = timelineOf(roomId)
    return timeline === null ? Number.POSITIVE_INFINITY : (backTo ?? timeline.entries.at(-1)?.sentAt ?? 0)
  }

  async function look(room: SearchedRoom): Promise<void> {
    const step = await nextOf(room)
    if (step === null) return leaveOut(room)
    const { found, isDone, backTo } = step
    held = held.concat(found)
    if (isDone) left = left.filter(other => other !== room)
    if (backTo === null) return
    room.backTo = backTo
    oldest = Math.min(oldest ?? backTo, backTo)
  }

  /** @returns null: the room answers "later" only, over a link that stands */
  async function nextOf({ roomId, search }: SearchedRoom): Promise<SearchStep | null> {
    const link = linkOf(roomId)
    try {
      return await search.next()
    } catch (failure) {
      if (areSeveral && failure instanceof CommandFailed && failure.retryable && link?.isOpen()) return null
      throw failure
    }
  }
}
