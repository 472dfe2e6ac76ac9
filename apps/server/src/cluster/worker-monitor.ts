// What a worker tells of itself to its primary, gathered from its parts.

import type { Presence } from '../chat/presence.js'
import type { RoomFeed } from '../feed/room-feed.js'
import type { Metrics } from '../metrics.js'
import type { Echo } from '../redis/echo.js'
import type { NodeDirectory } from '../redis/node-directory.js'
import type { ChatServer } from '../sockets.js'
import { createProcessMeter } from './process-meter.js'
import { createRateMeter } from './rate-meter.js'
import type { WorkerMonitor } from './worker-report.js'

export function createWorkerMonitor(parts: {
  metrics: Metrics
  io: ChatServer
  feed: Pick<RoomFeed, 'followedRooms'>
  presence: Pick<Presence, 'rooms'>
  log: { waiting(): number }
  echo: Pick<Echo, 'ageMs'>
  directory: NodeDirectory
  notReadyBecause: () => string | null
  /** Milliseconds of a clock that only goes forward. */
  now: () => number
}): WorkerMonitor {
  const { metrics, io, feed, presence, log, echo, directory, notReadyBecause, now } = parts
  const measureLoad = createProcessMeter(now)
  const measureRates = createRateMeter(metrics.totals, now)
  return {
    ...metrics,
    share: directory.share,
    report: () => ({
      ...measureLoad(),
      ...measureRates(),
      notReadyBecause: notReadyBecause(),
      sockets: io.of('/').sockets.size,
      roomsFollowed: feed.followedRooms(),
      roomsPresent: presence.rooms(),
      appendsWaiting: log.waiting(),
      echoAgeMs: echo.ageMs(),
    }),
  }
}
