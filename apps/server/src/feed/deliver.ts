// Entries to the local sockets of a room. What comes together for a room within one turn of the event loop leaves as
// one packet, encoded once, and in one write per socket.

import type { Entry, Epoch, ResyncReason, RoomId } from '@hubbub/shared'
import { type ChatServer, followersOf } from '../sockets.js'
import type { Delivery } from './room-feed.js'
import type { TellFollowers } from './tell-followers.js'

export interface DeliveryCounter {
  /** These entries were handed to so many sockets each. */
  entries(entries: readonly Entry[], sockets: number): void
  resync(reason: ResyncReason): void
}

/** @param mayDeliver asked before anything is sent; false drops it (the sockets are being cut) */
export function createDelivery(
  io: ChatServer,
  tellFollowers: TellFollowers,
  mayDeliver: () => boolean,
  counted: DeliveryCounter,
): Delivery {
  const pending = new Map<RoomId, { epoch: Epoch; entries: Entry[] }>()

  return {
    entries(roomId, epoch, entries) {
      const waiting = pending.get(roomId)
      if (waiting?.epoch === epoch) {
        waiting.entries.push(...entries)
        return
      }
      if (pending.size === 0) setImmediate(flush)
      else if (waiting) flushRoom(roomId)
      pending.set(roomId, { epoch, entries: [...entries] })
    },

    resync(roomId, reason) {
      flushRoom(roomId)
      counted.resync(reason)
      if (mayDeliver()) io.local.to(followersOf(roomId)).emit('room:resync', { roomId, reason })
    },
  }

  function flush(): void {
    for (const roomId of [...pending.keys()]) flushRoom(roomId)
  }

  function flushRoom(roomId: RoomId): void {
    const waiting = pending.get(roomId)
    if (waiting === undefined) return
    pending.delete(roomId)
    if (!mayDeliver()) return
    counted.entries(waiting.entries, tellFollowers('room:entries', { roomId, ...waiting }))
  }
}
