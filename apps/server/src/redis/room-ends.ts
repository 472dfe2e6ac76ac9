// When rooms end. Always true: as long as a room is there it is listed with the time at which it is looked at next, whatever
// is interrupted; and it ends in one step with all that is kept of it in its slot, if nobody has been in it for long enough.

import { EMPTY_ROOM_TTL_SECONDS, parseRoomId } from '@hubbub/shared'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

/** How often a room that has members is looked at. */
const LOOK_AGAIN_MS = 6 * 60 * 60 * 1_000
const LOOKS_AT_ONCE = 100
const EMPTY_FOR_MS = EMPTY_ROOM_TTL_SECONDS * 1_000

export interface RoomEnds {
  /** Lists a new room, before anything else is written of it. @param listed its id, a space, and its name's skeleton or nothing */
  list(listed: string): Promise<void>
  /** Ends rooms that have been empty for long enough, of those whose turn it is. @param atMs Unix time in milliseconds */
  endEmpty(atMs: number): Promise<void>
}

export function createRoomEnds(redis: Commands, keys: Keys): RoomEnds {
  const endEmptyScript = createScript(redis, 'log.lua', 'end-empty-room.lua')
  const ownName = createScript(redis, 'own-name.lua')

  return {
    list: listed => lookAfter(EMPTY_FOR_MS, listed),

    async endEmpty(atMs) {
      let due: string[]
      do {
        due = await reach(redis.zrangebyscore(keys.roomEnds, '-inf', atMs, 'LIMIT', 0, LOOKS_AT_ONCE))
        const looks = await Promise.allSettled(due.map(endOrLookLater))
        for (const look of looks) if (look.status === 'rejected') throw look.reason
      } while (due.length === LOOKS_AT_ONCE)
    },
  }

  async function endOrLookLater(listed: string): Promise<void> {
    // Ids hold no space; names may.
    const [id = '', ...skeleton] = listed.split(' ')
    const roomId = parseRoomId(id)
    const { room, members, log, head, deleted, restricted, pins, webhooks, toldOfAll, ...of } = keys
    const ofFiles = [of.files, of.unsentFiles, of.sentFiles, of.doomedFiles]
    const ofRoom = [room, members, log, head, deleted, restricted, pins, webhooks, toldOfAll, ...ofFiles].map(
      key => key(roomId),
    )
    const leftMs = Number(await reach(endEmptyScript(ofRoom, [EMPTY_FOR_MS])))
    if (leftMs !== 0) return lookAfter(leftMs > 0 ? leftMs : LOOK_AGAIN_MS, listed)
    await reach(redis.zrem(keys.directory, roomId))
    await reach(ownName([keys.roomName(skeleton.join(' '))], [roomId, 'free']))
    // Last, so that whatever is interrupted is done again.
    await reach(redis.zrem(keys.roomEnds, listed))
  }

  /** When to look is by this machine's clock; whether the time has come is by that of Redis. */
  async function lookAfter(ms: number, listed: string): Promise<void> {
    await reach(redis.zadd(keys.roomEnds, Date.now() + ms, listed))
  }
}
