// Looks out, on one worker, for traced messages on their way to its sockets. Always true:
//  - while nothing is traced it costs one comparison per batch of entries;
//  - what is looked out for is told once, and forgotten after a while when it does not come.

import type { Entry, RoomId, WorkerPlace } from '@hubbub/shared'
import type { RedisClock, Watched, WatchedSeen } from '../chat/ports.js'
import type { Log } from '../log.js'
import type { Delivery } from './room-feed.js'

const FORGOTTEN_AFTER_MS = 5_000
/** So many at a time; whoever asks for more gets an incomplete answer. */
const WATCHED_MAX = 100

export interface TraceWatch {
  /** @param clock by which the times are told; default: compared for this */
  watch(watched: Watched, told: (seen: WatchedSeen) => void, clock?: Promise<RedisClock>): void
  /** The delivery that the room feed is given. */
  around(delivery: Delivery): Delivery
  /** These entries were written to so many sockets. */
  delivered(entries: readonly Entry[], clients: number): void
}

interface Watch {
  watched: Watched
  told: (seen: WatchedSeen) => void
  clock: Promise<RedisClock>
  heardAt: number
}

export function createTraceWatch(options: {
  place: WorkerPlace
  compareClock: (roomId: RoomId) => Promise<RedisClock>
  /** Milliseconds of a clock that only goes forward. */
  now: () => number
  logger: Log
}): TraceWatch {
  const { place, compareClock, now, logger } = options
  const watches = new Map<string, Watch>()

  return {
    watch(watched, told, clock = compareClock(watched.roomId)) {
      if (watches.size >= WATCHED_MAX) return
      // Whether it fails shows when the message is there.
      clock.catch(() => undefined)
      watches.set(watched.traceId, { watched, told, clock, heardAt: 0 })
      setTimeout(() => watches.delete(watched.traceId), FORGOTTEN_AFTER_MS)
    },

    around: delivery => ({
      ...delivery,
      entries(roomId, epoch, entries) {
        if (watches.size > 0) for (const watch of watchesOf(entries)) watch.heardAt = now()
        delivery.entries(roomId, epoch, entries)
      },
    }),

    delivered(entries, clients) {
      if (watches.size === 0) return
      for (const watch of watchesOf(entries)) {
        watches.delete(watch.watched.traceId)
        tell(watch, now(), clients).catch(error =>
          logger.debug({ reason: String(error) }, 'traced message not told of'),
        )
      }
    },
  }

  function watchesOf(entries: readonly Entry[]): Watch[] {
    return [...watches.values()].filter(({ watched }) => entries.some(entry => isIt(entry, watched)))
  }

  async function tell(watch: Watch, deliveredAt: number, clients: number): Promise<void> {
    const { aheadMs, offMs } = await watch.clock
    watch.told({
      traceId: watch.watched.traceId,
      place,
      heardAt: watch.heardAt + aheadMs,
      deliveredAt: deliveredAt + aheadMs,
      clients,
      offMs,
    })
  }
}

function isIt(entry: Entry, { userId, clientMessageId }: Watched): boolean {
  return (
    entry.kind === 'message' && entry.clientMessageId === clientMessageId && entry.sender.userId === userId
  )
}
