// Joins many rooms, a few at a time. Always true: one that cannot be joined now is asked for again and again, in its turn,
// and keeps no other from being joined.

import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'
import type { Room } from './room.js'
import type { Attempt } from './room-join.js'

/** Joins asked for at a time: enough to hide the round trips, few enough for the server's rate limit. */
const JOINS_AT_ONCE = 8

interface BegunJoin {
  /** Resolves when the first attempt is over. */
  asked: Promise<void>
  /** Resolves when none follows. */
  done: Promise<void>
}

export function createJoinInTurn(isNewest: (link: Link) => boolean): (room: Room, link: Link) => BegunJoin {
  const inTurn = createTurns(JOINS_AT_ONCE)

  return (room, link) => {
    let done = Promise.resolve()
    const asked = new Promise<void>(isOver => {
      const attempt: Attempt = ask =>
        inTurn(async () => {
          try {
            if (!isNewest(link)) throw noAnswer('There is a newer connection.')
            return await ask()
          } catch (failure) {
            isOver()
            throw failure
          }
        })
      done = room.log.join(link, attempt).finally(isOver)
    })
    return { asked, done }
  }
}

/** @returns lets `limit` pieces of work go on at a time; what waits begins in the order in which it came */
function createTurns(limit: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = []
  let free = limit

  return async work => {
    if (free > 0) free--
    else await new Promise<void>(begin => waiting.push(begin))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
