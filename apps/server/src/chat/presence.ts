// Who is present in the rooms that have followers on this worker. Always true:
//  - users are counted, not connections;
//  - the truth is in the store; this keeps the view last told to the followers, and tells them what changed since, at
//    most once per room and second;
//  - a signal that was lost, or a worker that died, only makes a change come later: every room is read again in its turn.

import {
  PRESENCE_LIST_MAX,
  type PresenceChange,
  type RoomId,
  type RoomPresence,
  type User,
  type UserId,
} from '@hubbub/shared'
import type { PresenceSignals, PresenceStore, PresentUsers } from './ports.js'

export const ANNOUNCE_MS = 1_000

export interface Presence {
  enter(roomId: RoomId, user: User): Promise<RoomPresence>
  /** The view last told, with the user in it who asks. */
  look(roomId: RoomId, user: User): RoomPresence
  leave(roomId: RoomId, user: User): void
  /** Another worker changed who is in these rooms. */
  touched(roomIds: readonly RoomId[]): void
  /** Every room may have changed: a worker is gone, or Redis was. */
  allTouched(): void
  /** The next part of the rooms may have changed without a signal; after 1 / `share` calls it was the turn of all. */
  partTouched(share: number): void
  /** Writes again what this worker holds. */
  restore(): Promise<void>
  /** Tells the followers what changed; call once per ANNOUNCE_MS. */
  announce(): Promise<void>
  /** Rooms in which somebody is present by this worker. */
  rooms(): number
}

interface LocalRoom {
  /** Connections of each user on this worker. */
  held: Map<UserId, { user: User; connections: number }>
  /** What the followers were told last; null before the first read. */
  told: PresentUsers | null
  touched: boolean
}

export function createPresence(deps: {
  store: PresenceStore
  signals: PresenceSignals
  tell: (change: PresenceChange) => void
  onError: (error: unknown) => void
}): Presence {
  const { store, signals, tell, onError } = deps
  const rooms = new Map<RoomId, LocalRoom>()
  let inTurn = rooms.values()
  const changedHere = new Set<RoomId>()
  /** Whom the store still holds because it could not be reached when they left. */
  const owed = new Map<string, { roomId: RoomId; user: User }>()

  return {
    async enter(roomId, user) {
      const room = rooms.get(roomId) ?? { held: new Map(), told: null, touched: false }
      rooms.set(roomId, room)
      const held = room.held.get(user.userId)
      if (held) held.connections += 1
      else {
        room.held.set(user.userId, { user, connections: 1 })
        await store.add(roomId, user)
        touch(roomId, room)
      }
      if (room.told === null) {
        const read = await store.read(roomId, null)
        // When two people enter at once, keep the first read; what the second read shows goes out as a change.
        room.told ??= read
      }
      return view(room, user)
    },

    look: (roomId, user) => view(rooms.get(roomId), user),

    leave(roomId, user) {
      const room = rooms.get(roomId)
      const held = room?.held.get(user.userId)
      if (!room || !held) return
      held.connections -= 1
      if (held.connections > 0) return
      room.held.delete(user.userId)
      if (room.held.size === 0) rooms.delete(roomId)
      void remove(roomId, user)
      touch(roomId, room)
    },

    rooms: () => rooms.size,

    touched(roomIds) {
      for (const roomId of roomIds) {
        const room = rooms.get(roomId)
        if (room) room.touched = true
      }
    },

    allTouched() {
      for (const room of rooms.values()) room.touched = true
    },

    partTouched(share) {
      for (let left = Math.ceil(rooms.size * share); left > 0; left -= 1) {
        let next = inTurn.next()
        if (next.done) {
          inTurn = rooms.values()
          next = inTurn.next()
        }
        if (!next.done) next.value.touched = true
      }
    },

    async restore() {
      for (const [roomId, { held }] of rooms) {
        await Promise.all([...held.values()].map(({ user }) => store.add(roomId, user)))
        changedHere.add(roomId)
      }
    },

    async announce() {
      await removeOwed()
      if (changedHere.size > 0) {
        signals.presenceTouched([...changedHere])
        changedHere.clear()
      }
      const touched = [...rooms].filter(([, room]) => room.touched)
      const done = await Promise.allSettled(touched.map(([roomId, room]) => announceRoom(roomId, room)))
      // One stands for all: when Redis is away, no room can be read.
      const failed = done.find(each => each.status === 'rejected')
      if (failed) onError(failed.reason)
    },
  }

  function touch(roomId: RoomId, room: LocalRoom): void {
    room.touched = true
    changedHere.add(roomId)
  }

  async function remove(roomId: RoomId, user: User): Promise<void> {
    try {
      await store.remove(roomId, user)
      owed.delete(`${roomId} ${user.userId}`)
    } catch (error) {
      owed.set(`${roomId} ${user.userId}`, { roomId, user })
      onError(error)
    }
  }

  async function removeOwed(): Promise<void> {
    for (const [key, { roomId, user }] of [...owed]) {
      if (rooms.get(roomId)?.held.has(user.userId)) owed.delete(key)
      else await remove(roomId, user)
      // One is enough to learn that the store is still away.
      if (owed.has(key)) return
      changedHere.add(roomId)
      const room = rooms.get(roomId)
      if (room) room.touched = true
    }
  }

  async function announceRoom(roomId: RoomId, room: LocalRoom): Promise<void> {
    room.touched = false
    try {
      const now = await store.read(roomId, room.told)
      if (now === room.told) return
      const change = room.told === null ? null : difference(roomId, room.told, now)
      room.told = now
      if (change) tell(change)
    } catch (error) {
      room.touched = true
      throw error
    }
  }
}

function view(room: LocalRoom | undefined, asking: User): RoomPresence {
  const told: PresentUsers = room?.told ?? new Map()
  // A large room is asked this by everybody who comes: nothing here may grow with it.
  const users = [asking]
  for (const user of told.values()) {
    if (users.length >= PRESENCE_LIST_MAX) break
    if (user.userId !== asking.userId) users.push(user)
  }
  return { count: told.has(asking.userId) ? told.size : told.size + 1, users }
}

/** @returns null when nothing changed */
function difference(roomId: RoomId, before: PresentUsers, now: PresentUsers): PresenceChange | null {
  const count = now.size
  const joined = [...now.values()].filter(({ userId }) => !before.has(userId))
  const left = [...before.keys()].filter(userId => !now.has(userId))
  if (joined.length + left.length === 0) return null
  if (count > PRESENCE_LIST_MAX) return { roomId, count, delta: null }
  // Those who knew only a sample get the whole list.
  if (before.size > PRESENCE_LIST_MAX) return { roomId, count, delta: { joined: [...now.values()], left } }
  return { roomId, count, delta: { joined, left } }
}
