// Follows the logs of the rooms that have members on this worker. Always true, per room:
//  - entries are passed on in seq order, each once, however they arrive;
//  - nothing is passed on behind a gap: the gap is read from the log first (repair), once for everybody;
//  - after a new subscription, and once per head check, what was passed on is compared with the log, so that an entry
//    lost on the channel is found also when nobody writes after it;
//  - when the log is no longer the one that was passed on (lost, or its tail replaced), the members are told to resync
//    before they are told anything of what follows; so they are when it lost what a member was answered with and what
//    was never passed on here.

import type { Entry, Epoch, ResyncReason, RoomId, Seq } from '@hubbub/shared'
import type { FeedLog, Head } from '../chat/ports.js'
import type { Log } from '../log.js'
import { reach } from '../redis/connections.js'
import type { Keys } from '../redis/keys.js'
import { type Batch, parseBatch } from '../redis/log-replies.js'
import type { Subscriber } from '../redis/subscriber.js'
import { type CheckedRoom, startHeadCheck } from './head-check.js'

const REPAIR_RETRY_MS = 250
/** Batches kept while a repair runs; more are dropped, since the repair or the next check reads them anyway. */
const HELD_MAX = 1_000

export interface Delivery {
  entries(roomId: RoomId, epoch: Epoch, entries: readonly Entry[]): void
  resync(roomId: RoomId, reason: ResyncReason): void
}

export interface RoomFeed {
  /** Resolves when every later entry of the room will be passed on. @throws ChatError unavailable */
  follow(roomId: RoomId): Promise<void>
  unfollow(roomId: RoomId): void
  /** A member was answered with the log as far as `seq`: it may be ahead of what was passed on. */
  answered(roomId: RoomId, epoch: Epoch, seq: Seq): void
  followedRooms(): number
  stop(): void
}

interface FollowedRoom extends CheckedRoom {
  held: Batch[]
  ready: Promise<void>
}

export function createRoomFeed(deps: {
  channels: Subscriber
  keys: Keys
  log: FeedLog
  delivery: Delivery
  logger: Log
  /** The log was read for what the channel did not bring, and so many entries were found. */
  repaired?: (entries: number) => void
  headCheckMs?: number
}): RoomFeed {
  const { channels, keys, log, delivery, logger, repaired = () => undefined } = deps
  const rooms = new Map<RoomId, FollowedRoom>()
  const headCheck = startHeadCheck({ rooms, log, repair, resync, logger, everyMs: deps.headCheckMs })

  return {
    async follow(roomId) {
      const known = rooms.get(roomId)
      if (known) return known.ready
      const room: FollowedRoom = {
        roomId,
        head: null,
        answeredTo: null,
        repair: null,
        held: [],
        ready: Promise.resolve(),
      }
      rooms.set(roomId, room)
      room.ready = start(room)
      return room.ready
    },

    unfollow,

    answered(roomId, epoch, seq) {
      const room = rooms.get(roomId)
      if (room?.head?.epoch === epoch && seq > Math.max(room.head.seq, room.answeredTo ?? 0))
        room.answeredTo = seq
    },

    followedRooms: () => rooms.size,

    stop() {
      headCheck.stop()
      for (const roomId of [...rooms.keys()]) unfollow(roomId)
    },
  }

  function unfollow(roomId: RoomId): void {
    if (rooms.delete(roomId)) channels.unsubscribe(keys.feed(roomId))
  }

  async function start(room: FollowedRoom): Promise<void> {
    try {
      const subscribed = channels.subscribe(keys.feed(room.roomId), {
        message: message => hear(room, message),
        // Whatever was published while the connection was away is read from the log.
        resumed: () => void (room.head !== null && repair(room)),
      })
      await reach(subscribed)
      // Held batches wait for the head, so that none is taken for the first.
      room.head = await log.head(room.roomId)
      releaseHeld(room)
    } catch (error) {
      if (isFollowed(room)) unfollow(room.roomId)
      throw error
    }
  }

  function hear(room: FollowedRoom, message: string): void {
    try {
      take(room, parseBatch(message))
    } catch (error) {
      // None of our scripts said it; whatever it hides is in the log.
      logger.error({ roomId: room.roomId, reason: String(error) }, 'channel message of no known form')
      repair(room)
    }
  }

  function take(room: FollowedRoom, batch: Batch): void {
    if (room.head === null || room.repair !== null) {
      if (room.held.length < HELD_MAX) room.held.push(batch)
      return
    }
    if (batch.epoch === room.head.epoch && batch.head.seq <= room.head.seq) return
    const entries = continuation(room.head, batch)
    // Nothing to hold: what is on the channel is in the log already.
    if (entries === null) repair(room)
    else passOn(room, batch.head, entries)
  }

  function passOn(room: FollowedRoom, head: Head, entries: readonly Entry[]): void {
    room.head = head
    if (room.answeredTo !== null && head.seq >= room.answeredTo) room.answeredTo = null
    if (entries.length > 0 && isFollowed(room)) delivery.entries(room.roomId, head.epoch, entries)
  }

  function repair(room: FollowedRoom): void {
    room.repair ??= readMissing(room)
      .catch(async error => {
        logger.warn({ roomId: room.roomId, reason: String(error) }, 'room feed cannot read the log')
        await new Promise(resolve => setTimeout(resolve, REPAIR_RETRY_MS))
        return 'again' as const
      })
      .then(outcome => {
        room.repair = null
        if (outcome === 'again' && isFollowed(room)) repair(room)
        else releaseHeld(room)
      })
  }

  async function readMissing(room: FollowedRoom): Promise<void> {
    while (room.head !== null && isFollowed(room)) {
      const { page, head } = await log.readAfter(room.roomId, room.head)
      if (page.resync !== null) {
        room.head = head
        return resync(room, page.resync)
      }
      repaired(page.entries.length)
      passOn(room, head, page.entries)
      if (head.seq >= page.headSeq) return
    }
  }

  function resync(room: FollowedRoom, reason: ResyncReason): void {
    logger.warn({ roomId: room.roomId, reason, epoch: room.head?.epoch }, 'room log is not the one passed on')
    room.answeredTo = null
    if (isFollowed(room)) delivery.resync(room.roomId, reason)
  }

  function releaseHeld(room: FollowedRoom): void {
    // They wait for the head.
    if (room.head === null) return
    const held = room.held
    room.held = []
    // The repair has read the epoch that stands; a batch of another one is from before.
    for (const batch of held) if (batch.epoch === room.head.epoch) take(room, batch)
  }

  // Somebody may have left the room and another come, while this one's reading was under way.
  function isFollowed(room: FollowedRoom): boolean {
    return rooms.get(room.roomId) === room
  }
}

/** The entries of `batch` after `head`; null when the batch does not continue the very log that ends with `head`. */
function continuation(head: Head, batch: Batch): Entry[] | null {
  if (batch.epoch !== head.epoch || batch.firstSeq > head.seq + 1) return null
  const { entries } = batch
  const before =
    batch.firstSeq === head.seq + 1 ? batch.midBefore : entries.find(({ seq }) => seq === head.seq)?.mid
  return before === head.mid ? entries.filter(({ seq }) => seq > head.seq) : null
}
