// Entries to the local sockets of a room. What comes together for a room within one turn of the event loop leaves as
// one packet, encoded once, and in one write per socket. A large room then rests, the longer the more sockets it has here:
// what comes meanwhile leaves together, in one write per socket, and the worker has time for others. Who came or went is told
// with the next message, or some time later. Whoever is banned is told so, and nothing behind it.

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

/** A write costs about 15 µs (ADR 10): with this rest telling one room takes a twelfth of a worker, up to 500 sockets. */
const REST_MS_PER_SOCKET = 0.16
/** What is there within 0.1 s seems to be there at once (Miller 1968); the telling itself takes the other part. */
const REST_MAX_MS = 80
/** A shorter rest would bring nothing together. */
const REST_FROM_MS = 5
/** So long it may take until people see that somebody came or went: presence, which they look at for that, takes longer. */
const COMINGS_WITHIN_MS = 500

/** What a room is still to be told. */
interface Waiting {
  epoch: Epoch
  entries: Entry[]
  /** Whether it waits for nothing but the end of a rest. */
  isDue: boolean
}

export interface DeliveryListener {
  /** These entries were handed to so many sockets each. */
  entries(entries: readonly Entry[], sockets: number): void
  resync(roomId: RoomId, reason: ResyncReason): void
  /** The followers have been told of it, and of nothing behind it yet. */
  banned(ban: Ban): void
  /** The followers have been told of it. */
  left(roomId: RoomId, userId: UserId): void
}

/** @param mayDeliver asked before anything is sent; false drops it (the sockets are being cut) */
export function createDelivery(
  io: ChatServer,
  tellFollowers: TellFollowers,
  mayDeliver: () => boolean,
  listener: DeliveryListener,
): Delivery {
  const pending = new Map<RoomId, Waiting>()
  const resting = new Set<RoomId>()
  let isFlushDue = false

  return {
    entries(roomId, epoch, entries) {
      const isDue = !entries.every(isComingOrGoing)
      const waiting = pending.get(roomId)
      if (waiting?.epoch === epoch) {
        waiting.entries.push(...entries)
        if (waiting.isDue || !isDue) return
        waiting.isDue = true
      } else {
        if (waiting) flushRoom(roomId)
        const begun = { epoch, entries: [...entries], isDue }
        pending.set(roomId, begun)
        if (!isDue) return flushLater(roomId, begun)
      }
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

  function flushLater(roomId: RoomId, waiting: Waiting): void {
    setTimeout(() => {
      waiting.isDue = true
      if (pending.get(roomId) === waiting) flushDue(roomId)
    }, COMINGS_WITHIN_MS)
  }

  function flush(): void {
    isFlushDue = false
    for (const roomId of [...pending.keys()]) flushDue(roomId)
  }

  function flushDue(roomId: RoomId): void {
    if (pending.get(roomId)?.isDue && !resting.has(roomId)) flushRoom(roomId)
  }

  function rest(roomId: RoomId, ms: number): void {
    resting.add(roomId)
    setTimeout(() => {
      resting.delete(roomId)
      flushDue(roomId)
    }, ms)
  }

  function flushRoom(roomId: RoomId): void {
    const waiting = pending.get(roomId)
    if (waiting === undefined) return
    pending.delete(roomId)
    if (!mayDeliver()) return
    const startedAt = performance.now()
    let sockets = 0
    for (const entries of endingWithBans(waiting.entries)) sockets = tell(roomId, waiting.epoch, entries)
    const tookMs = performance.now() - startedAt
    const restMs = Math.max(tookMs, Math.min(sockets * REST_MS_PER_SOCKET, REST_MAX_MS))
    if (restMs >= REST_FROM_MS && !resting.has(roomId)) rest(roomId, restMs)
  }

  /** @returns how many sockets were told */
  function tell(roomId: RoomId, epoch: Epoch, entries: readonly Entry[]): number {
    const sockets = tellFollowers('room:entries', { roomId, epoch, entries })
    listener.entries(entries, sockets)
    const last = entries.at(-1)
    if (last && isBan(last)) listener.banned({ roomId, epoch, seq: last.seq, userId: last.target.userId })
    for (const { kind, sender } of entries) if (kind === 'member-left') listener.left(roomId, sender.userId)
    return sockets
  }
}

function isComingOrGoing({ kind }: Entry): boolean {
  return kind === 'member-joined' || kind === 'member-left'
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
