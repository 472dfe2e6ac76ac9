// Rooms and who is a member of which. The set of members in the room's own slot is the truth; the list on the user's
// side, the directory and the names follow it, and are written in an order that a crash in between leaves usable.

import { randomBytes } from 'node:crypto'
import {
  ChatError,
  EMPTY_ROOM_TTL_SECONDS,
  type Epoch,
  parseRoomId,
  parseSeq,
  type RoomId,
  type RoomSummary,
  type Seq,
  type User,
  type UserId,
} from '@hubbub/shared'
import type { ReadMark, ReadMarks, Rooms } from '../chat/ports.js'
import { createAskedTogether } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { createScript } from './script.js'

/** Up to so many members a room's log says who came and went; in larger ones nobody would want to read it. */
const ANNOUNCE_UP_TO_MEMBERS = 200
/** A name whose room was never finished is free again after this. */
const NAME_RESERVED_SECONDS = 60
/** How often a room that has members is looked at. */
const LOOK_AGAIN_MS = 6 * 60 * 60 * 1_000
const LOOKS_AT_ONCE = 100

export function createRoomStore(redis: Commands, keys: Keys, entriesToKeep: number): Rooms {
  const membershipScript = createScript(redis, 'log.lua', 'membership.lua')
  const endEmptyScript = createScript(redis, 'log.lua', 'end-empty-room.lua')
  const ownName = createScript(redis, 'own-name.lua')
  const lookInScript = createScript(redis, 'look-in.lua')
  const askRoom = createAskedTogether(redis, ['HMGET', 'name', 'createdAt'])
  const askMemberCount = createAskedTogether(redis, ['SCARD'])

  return {
    async create(name, skeleton, creator) {
      const roomId = randomBytes(12).toString('base64url') as RoomId
      const reserved = await reach(
        redis.set(keys.roomName(skeleton), roomId, 'EX', NAME_RESERVED_SECONDS, 'NX'),
      )
      if (reserved === null)
        throw new ChatError('name_taken', 'There is a room of that name, or one that looks like it.')
      // As long as the room is there it stays listed, whatever is interrupted.
      await lookAfter(EMPTY_ROOM_TTL_SECONDS * 1_000, `${roomId} ${skeleton}`)
      await make(roomId, name, skeleton, creator.userId, true)
      return one(await this.summaries([roomId]))
    },

    async ensure(roomId, name, skeleton) {
      if ((await reach(redis.exists(keys.room(roomId)))) === 1) return
      await make(roomId, name, skeleton, '', false)
    },

    async join(roomId, user) {
      const changed = await changeMembership('join', roomId, user)
      await reach(redis.sadd(keys.roomsOfUser(user.userId), roomId))
      return { room: one(await this.summaries([roomId])), joinedNow: changed }
    },

    async leave(roomId, user) {
      await changeMembership('leave', roomId, user)
      await reach(redis.srem(keys.roomsOfUser(user.userId), roomId))
      // Who comes again begins at the head; and nothing must be left of a guest.
      await reach(redis.hdel(keys.readsOfUser(user.userId), roomId))
    },

    async isMember(roomId, userId) {
      return (await reach(redis.sismember(keys.members(roomId), userId))) === 1
    },

    async lookIn(roomId, userId) {
      const reply = await reach(lookInScript([keys.room(roomId), keys.members(roomId)], [userId]))
      if (!Array.isArray(reply)) return null
      const [name, createdAt, memberCount] = reply
      return { roomId, name: String(name), memberCount: Number(memberCount), createdAt: Number(createdAt) }
    },

    async roomIdsOf(userId) {
      return (await reach(redis.smembers(keys.roomsOfUser(userId)))) as RoomId[]
    },

    async summaries(roomIds) {
      const found = await Promise.all(roomIds.map(summary))
      return found.filter(room => room !== null)
    },

    async endEmpty(atMs) {
      let due: string[]
      do {
        due = await reach(redis.zrangebyscore(keys.roomEnds, '-inf', atMs, 'LIMIT', 0, LOOKS_AT_ONCE))
        const looks = await Promise.allSettled(due.map(endOrLookLater))
        for (const look of looks) if (look.status === 'rejected') throw look.reason
      } while (due.length === LOOKS_AT_ONCE)
    },

    async directory(after, limit) {
      const rank = after === undefined ? -1 : await reach(redis.zrank(keys.directory, after))
      // It has ended while somebody read on: better the end of the list than its beginning again.
      if (rank === null) return []
      return (await reach(redis.zrange(keys.directory, String(rank + 1), String(rank + limit)))) as RoomId[]
    },
  }

  /** @param listed as it stands in `roomEnds` */
  async function endOrLookLater(listed: string): Promise<void> {
    // Ids hold no space; names may.
    const [id = '', ...skeleton] = listed.split(' ')
    const roomId = parseRoomId(id)
    const ofRoom = [keys.room, keys.members, keys.log, keys.head, keys.deleted].map(key => key(roomId))
    const leftMs = Number(await reach(endEmptyScript(ofRoom, [EMPTY_ROOM_TTL_SECONDS * 1_000])))
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

  async function make(roomId: RoomId, name: string, skeleton: string, createdBy: string, announces: boolean) {
    const createdAt = Date.now()
    const announceMembers = announces ? '1' : '0'
    await reach(redis.hset(keys.room(roomId), { name, createdBy, createdAt, announceMembers }))
    await reach(redis.zadd(keys.directory, createdAt, roomId))
    await reach(redis.set(keys.roomName(skeleton), roomId))
  }

  async function changeMembership(change: 'join' | 'leave', roomId: RoomId, user: User): Promise<boolean> {
    const kind = change === 'join' ? 'member-joined' : 'member-left'
    const entry = JSON.stringify({ kind, sender: user }).slice(1)
    const reply = await reach(
      membershipScript(
        [keys.log(roomId), keys.head(roomId), keys.members(roomId), keys.room(roomId)],
        [
          newEpoch(),
          entriesToKeep,
          keys.feed(roomId),
          change,
          user.userId,
          newEntryId(),
          entry,
          ANNOUNCE_UP_TO_MEMBERS,
        ],
      ),
    )
    if (Array.isArray(reply)) return reply[0] === 1
    if (change === 'leave') return false
    throw new ChatError('not_a_member', 'You are not a member of this room.')
  }

  async function summary(roomId: RoomId): Promise<RoomSummary | null> {
    const [room, memberCount] = await Promise.all([
      askRoom(keys.room(roomId)),
      askMemberCount(keys.members(roomId)),
    ])
    const [name, createdAt] = Array.isArray(room) ? room : []
    if (!name) return null
    return { roomId, name: String(name), memberCount: Number(memberCount), createdAt: Number(createdAt) }
  }
}

export function createReadMarks(redis: Commands, keys: Keys): ReadMarks {
  const markScript = createScript(redis, 'mark-read.lua')
  return {
    async read(userId, roomId): Promise<ReadMark | null> {
      const kept = await reach(redis.hget(keys.readsOfUser(userId), roomId))
      if (kept === null) return null
      const [epoch, seq] = kept.split(' ')
      return { epoch: epoch as Epoch, seq: parseSeq(Number(seq)) }
    },
    async move(userId: UserId, roomId: RoomId, epoch: Epoch, seq: Seq): Promise<Seq> {
      return parseSeq(Number(await reach(markScript([keys.readsOfUser(userId)], [roomId, epoch, seq]))))
    },
  }
}

function one<T>(found: readonly T[]): T {
  const [first] = found
  if (first === undefined) throw new Error('a room that was just there is gone')
  return first
}
