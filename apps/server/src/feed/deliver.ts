// Entries to the local sockets of a room. What comes together for a room within one turn of the event loop leaves as
// one packet, encoded once, and in one write per socket. A room that takes long to tell then rests as long as that took:
// the worker has time for others, and more goes in the next write. Whoever is banned is told so, and nothing behind it.

import type { Entry, Epoch, RestrictionEntry, ResyncReason, RoomId, Seq, UserId } from '@hubbub/shared'
import { type ChatServer, followersOf } from '../sockets.js'
import type { Delivery } from './room-feed.js'
import type { TellFollowers } from './tell-followers.js'

/** A place in the log of a room, and who is banned there. */
export interface Ban {
  roomId: RoomId
  epoch: Epoch
  seq: Seq
  userId: UserId
}

/** Below this nobody else waits for long. */
const REST_FROM_MS = 5

export interface DeliveryListener {
  /** These entries were handed to so many sockets each. */
  entries(entries: readonly Entry[], sockets: number): void
  resync(roomId: RoomId, reason: ResyncReason): void
  /** The followers have been told of it, and of nothing behind it yet. */
  banned(ban: Ban): void
}

/** @param mayDeliver asked before anything is sent; false drops it (the sockets are being cut) */
export function createDelivery(
  io: ChatServer,
  tellFollowers: TellFollowers,
  mayDeliver: () => boolean,
  listener: DeliveryListener,
): Delivery {
  const pending = new Map<RoomId, { epoch: Epoch; entries: Entry[] }>()
  const resting = new Set<RoomId>()
  let isFlushDue = false

  return {
    entries(roomId, epoch, entries) {
      const waiting = pending.get(roomId)
      if (waiting?.epoch === epoch) {
        waiting.entries.push(...entries)
        return
      }
      if (waiting) flushRoom(roomId)
      pending.set(roomId, { epoch, entries: [...entries] })
      if (isFlushDue) return
      isFlushDue = true
      // A large room takes a while: first goes out what this turn asks of Redis, which would wait for it.
      setImmediate(() => setImmediate(flush))
    },

    resync(roomId, reason) {
      flushRoom(roomId)
      if (mayDeliver()) io.local.to(followersOf(roomId)).emit('room:resync', { roomId, reason })
      listener.resync(roomId, reason)
    },
  }

  function flush(): void {
    isFlushDue = false
    for (const roomId of [...pending.keys()]) if (!resting.has(roomId)) flushRoom(roomId)
  }

  function rest(roomId: RoomId, ms: number): void {
    resting.add(roomId)
    setTimeout(() => {
      resting.delete(roomId)
      flushRoom(roomId)
    }, ms)
  }

  function flushRoom(roomId: RoomId): void {
    const waiting = pending.get(roomId)
    if (waiting === undefined) return
    pending.delete(roomId)
    if (!mayDeliver()) return
    const startedAt = performance.now()
    for (const entries of endingWithBans(waiting.entries)) tell(roomId, waiting.epoch, entries)
    const tookMs = performance.now() - startedAt
    if (tookMs >= REST_FROM_MS && !resting.has(roomId)) rest(roomId, tookMs)
  }

  function tell(roomId: RoomId, epoch: Epoch, entries: readonly Entry[]): void {
    listener.entries(entries, tellFollowers('room:entries', { roomId, epoch, entries }))
    const last = entries.at(-1)
    if (last && isBan(last)) listener.banned({ roomId, epoch, seq: last.seq, userId: last.target.userId })
  }
}

function isBan(entry: Entry): entry is RestrictionEntry {
  return entry.kind === 'member-restricted' && entry.restriction === 'banned'
}

/** The entries, parted behind each ban. */
function endingWithBans(entries: readonly Entry[]): (readonly Entry[])[] {
  if (!entries.some(isBan)) return [entries]
  const parts: Entry[][] = []
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1]
    if (before === undefined || isBan(before)) parts.push([])
    parts.at(-1)?.push(entry)
  }
  return parts
}
