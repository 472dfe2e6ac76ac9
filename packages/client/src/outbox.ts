// Messages on their way into the log, of all rooms: what is in the storage, and the queue of each room.

import type { ClientMessageId, RoomId, SendReceipt, UserId } from '@hubbub/shared'
import type { Clock } from './clock.js'
import type { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'
import type { OutboxStorage } from './outbox-storage.js'
import { createRoomOutbox, type RoomOutbox } from './room-outbox.js'

export interface Outbox {
  /** The queue of a room, joined or not. */
  room(roomId: RoomId): RoomOutbox
  /** What an earlier client left behind for rooms that the user is not in (any more) will not be sent. */
  endOthers(isOwn: (roomId: RoomId) => boolean): void
  stop(): void
  /** Takes whatever was not sent out of the storage. */
  forget(): void
}

export interface OutboxDeps {
  userId: UserId
  storage: OutboxStorage
  clock: Clock
  random: () => number
  newKey: () => ClientMessageId
  /** The link over which the room can be sent to; null while it is not joined. */
  linkOf(roomId: RoomId): Link | null
  /** Called with the receipt, before anything changes. */
  acked(roomId: RoomId, clientMessageId: ClientMessageId, receipt: SendReceipt): void
  sendFailed(roomId: RoomId, clientMessageId: ClientMessageId, failure: CommandFailed): void
  changed(roomId: RoomId): void
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const rooms = new Map<RoomId, RoomOutbox>()
  const stored = deps.storage.load()
  let lastWrittenAt = stored.at(-1)?.writtenAt ?? 0

  /** Two messages of one millisecond must not lose their order. */
  function nextWrittenAt(): number {
    lastWrittenAt = Math.max(deps.clock.now(), lastWrittenAt + 1)
    return lastWrittenAt
  }

  function room(roomId: RoomId): RoomOutbox {
    const known = rooms.get(roomId)
    if (known) return known

    const made = createRoomOutbox({
      ...deps,
      roomId,
      stored: stored.filter(message => message.roomId === roomId),
      nextWrittenAt,
      link: () => deps.linkOf(roomId),
      acked: (clientMessageId, receipt) => deps.acked(roomId, clientMessageId, receipt),
      sendFailed: (clientMessageId, failure) => deps.sendFailed(roomId, clientMessageId, failure),
      changed: () => deps.changed(roomId),
    })
    rooms.set(roomId, made)
    return made
  }

  return {
    room,
    endOthers(isOwn) {
      for (const { roomId } of stored) if (!isOwn(roomId)) room(roomId).roomEnded()
    },
    stop() {
      for (const outbox of rooms.values()) outbox.stop()
    },
    forget() {
      for (const { clientMessageId } of deps.storage.load()) deps.storage.remove(clientMessageId)
    },
  }
}
