// When rooms end. Always true: as long as a room is there it is listed with the time at which it is looked at next, whatever
// is interrupted; and it ends in one step with all that is kept of it in its slot, if nobody has been in it for long enough.
// A name that is listed and that the room does not have is free after the look.

import { EMPTY_ROOM_TTL_SECONDS } from '@hubbub/shared'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { listed, type NameClaim, parseListed, type RoomNames } from './room-names.js'
import { createScript } from './script.js'

/** How often a room that has members is looked at. */
const LOOK_AGAIN_MS = 6 * 60 * 60 * 1_000
const LOOKS_AT_ONCE = 100
const EMPTY_FOR_MS = EMPTY_ROOM_TTL_SECONDS * 1_000

export interface RoomEnds {
  /** Lists a new room, before anything else is written of it. */
  list(claim: NameClaim): Promise<void>
  /** Ends rooms that have been empty for long enough, of those whose turn it is. @param atMs Unix time in milliseconds */
  endEmpty(atMs: number): Promise<void>
}

export function createRoomEnds(redis: Commands, keys: Keys, names: Pick<RoomNames, 'giveUp'>): RoomEnds {
  const endEmptyScript = createScript(redis, 'log.lua', 'end-empty-room.lua')

  return {
    list: claim => lookAfter(EMPTY_FOR_MS, claim),

    async endEmpty(atMs) {
      let due: string[]
      do {
        due = await reach(redis.zrangebyscore(keys.roomEnds, '-inf', atMs, 'LIMIT', 0, LOOKS_AT_ONCE))
        const looks = await Promise.allSettled(due.map(each => endOrLookLater(parseListed(each))))
        for (const look of looks) if (look.status === 'rejected') throw look.reason
      } while (due.length === LOOKS_AT_ONCE)
    },
  }

  async function endOrLookLater(claim: NameClaim): Promise<void> {
    const { roomId, skeleton } = claim
    const { room, members, log, head, deleted, restricted, pins, webhooks, toldOfAll, ...of } = keys
    const rest = [of.files, of.unsentFiles, of.sentFiles, of.doomedFiles, of.moderators]
    const ofRoom = [room, members, log, head, deleted, restricted, pins, webhooks, toldOfAll, ...rest].map(
      key => key(roomId),
    )
    const leftMs = Number(await reach(endEmptyScript(ofRoom, [EMPTY_FOR_MS])))
    const isOver = leftMs === 0
    if (isOver) await reach(redis.zrem(keys.directory, roomId))
    if ((isOver || skeleton !== '') && (await names.giveUp(claim))) return
    await lookAfter(leftMs > 0 ? leftMs : LOOK_AGAIN_MS, claim)
  }

  /** When to look is by this machine's clock; whether the time has come is by that of Redis. */
  async function lookAfter(ms: number, claim: NameClaim): Promise<void> {
    await reach(redis.zadd(keys.roomEnds, Date.now() + ms, listed(claim)))
  }
}
