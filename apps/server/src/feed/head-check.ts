// Compares, once in a while, what was passed on of each room with its log: the one way to notice an entry that was lost on
// the channel and that nobody writes after, or a log that is no longer the one that was passed on.

import type { ResyncReason, RoomId, Seq } from '@hubbub/shared'
import type { FeedLog, Head } from '../chat/ports.js'
import type { Log } from '../log.js'

const HEAD_CHECK_MS = 1_000
/** How long an entry may be on its way after its seq was seen in the log, before it counts as lost. */
const IN_FLIGHT_MS = 200

export interface CheckedRoom {
  readonly roomId: RoomId
  /** The newest entry passed on; null until the first read. */
  head: Head | null
  /** How far a member was answered, in the epoch of `head`; null when that has been passed on since. */
  answeredTo: Seq | null
  /** While one is under way there is nothing to compare. */
  repair: Promise<void> | null
}

export function startHeadCheck<Room extends CheckedRoom>(deps: {
  /** Those that are followed now. */
  rooms: ReadonlyMap<RoomId, Room>
  log: Pick<FeedLog, 'head' | 'headsOtherThan'>
  repair: (room: Room) => void
  resync: (room: Room, reason: ResyncReason) => void
  logger: Log
  everyMs?: number | undefined
}): { stop(): void } {
  const { rooms, log, repair, resync, logger, everyMs = HEAD_CHECK_MS } = deps
  const checks = setInterval(checkHeads, everyMs)
  return { stop: () => clearInterval(checks) }

  function checkHeads(): void {
    const asked = new Map<RoomId, Room>()
    const known = new Map<RoomId, Head>()
    for (const room of rooms.values()) {
      // From before the log is asked: a later one may have been answered with a longer log.
      const { roomId, head, answeredTo } = room
      if (head === null || room.repair !== null) continue
      if (answeredTo === null) {
        asked.set(roomId, room)
        known.set(roomId, head)
      } else {
        const compared = log.head(roomId).then(inLog => compare(room, head, answeredTo, inLog))
        compared.catch(checkFailed)
      }
    }
    for (const part of log.headsOtherThan(known)) {
      part
        .then(others => {
          for (const [roomId, inLog] of others) {
            const [room, head] = [asked.get(roomId), known.get(roomId)]
            if (room && head) compare(room, head, null, inLog).catch(checkFailed)
          }
        })
        .catch(checkFailed)
    }
  }

  function checkFailed(error: unknown): void {
    logger.debug({ reason: String(error) }, 'head check failed')
  }

  /** @param before what was passed on when the log was asked, and had `inLog` for its head */
  async function compare(room: Room, before: Head, answeredTo: Seq | null, inLog: Head) {
    if (room.head?.epoch !== before.epoch) return
    const replaced = inLog.seq === before.seq && inLog.mid !== before.mid
    if (inLog.epoch !== before.epoch || inLog.seq < before.seq || replaced) return repair(room)
    if (answeredTo !== null && inLog.seq < answeredTo) return resync(room, 'future')
    if (hasPassedOn(room, inLog)) return
    // The entries may be on their way: the reply on one connection can overtake them on the other.
    await new Promise(resolve => setTimeout(resolve, IN_FLIGHT_MS))
    if (!hasPassedOn(room, inLog)) repair(room)
  }

  function hasPassedOn(room: Room, inLog: Head): boolean {
    const { head } = room
    const isFollowed = rooms.get(room.roomId) === room
    return !isFollowed || head === null || head.epoch !== inLog.epoch || head.seq >= inLog.seq
  }
}
