// Rooms and who is a member of which. The set of members in the room's own slot is the truth; the list on the user's
// side, the directory and the names follow it, and are written in an order that a crash in between leaves usable.

import { randomBytes } from 'node:crypto'
import {
  ChatError,
  DIRECTS_BEGUN_BY_OTHERS_MAX,
  DIRECTS_PER_USER,
  INVITED_ROOMS_MAX,
  parseUserId,
  type RoomId,
  type RoomKind,
  type RoomSummary,
  type User,
  type UserId,
} from '@hubbub/shared'
import type { EntryPlace, Rooms } from '../chat/ports.js'
import { createAskedTogether } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { parsePlace, refusal } from './log-replies.js'
import { newEntryId, newEpoch } from './random-ids.js'
import { cameField } from './read-marks.js'
import { createRoomEnds } from './room-ends.js'
import { createRoomNames } from './room-names.js'
import { SUMMARY_FIELDS, toSummary } from './room-summary.js'
import { createScript } from './script.js'
import { createTakePlace } from './take-place.js'

/** Up to so many members a room's log says who came and went; in larger ones nobody would want to read it. */
const ANNOUNCE_UP_TO_MEMBERS = 200
const OWN_DIRECTS_FULL = `You can be in ${DIRECTS_PER_USER} conversations at most.`
const DIRECTS_FULL = 'They are in as many conversations as others may begin.'
const ROOMS_FULL = 'They are in so many rooms that they must join by themselves.'
const OF_ANOTHER = { banned: 'A moderator has removed this person from this room.' }

export function createRoomStore(redis: Commands, keys: Keys, entriesToKeep: number): Rooms {
  const membershipScript = createScript(redis, 'log.lua', 'membership.lua')
  const openDirectScript = createScript(redis, 'open-direct.lua')
  const takePlace = createTakePlace(redis)
  const names = createRoomNames(redis, keys)
  const ends = createRoomEnds(redis, keys, names)
  const lookInScript = createScript(redis, 'log.lua', 'look-in.lua')
  const askRoom = createAskedTogether(redis, ['HMGET', ...SUMMARY_FIELDS])
  const askMemberCount = createAskedTogether(redis, ['SCARD'])
  const isThere = async (roomId: RoomId) => (await reach(redis.exists(keys.room(roomId)))) === 1

  return {
    async create(name, skeleton, creator) {
      const roomId = randomBytes(12).toString('base64url') as RoomId
      const claim = { roomId, id: null, skeleton: skeleton ?? '' }
      if (skeleton !== null) await names.reserve(claim)
      // As long as the room is there it stays listed, whatever is interrupted.
      await ends.list(claim)
      if (skeleton !== null) await names.keep(claim)
      await make(roomId, name, skeleton, creator.userId, true)
      return mustBe(await summary(roomId))
    },

    async openDirect(roomId, opener, other) {
      await takePlace(keys.directsOfUser(opener.userId), roomId, DIRECTS_PER_USER, OWN_DIRECTS_FULL)
      try {
        await takePlace(keys.directsOfUser(other.userId), roomId, DIRECTS_BEGUN_BY_OTHERS_MAX, DIRECTS_FULL)
      } catch (error) {
        await giveUpPlace(roomId, opener.userId)
        throw error
      }
      await ends.list({ roomId, id: null, skeleton: '' })
      const ofRoom = [keys.room(roomId), keys.members(roomId)]
      const ids = [opener.userId, other.userId]
      const name = `${opener.name}, ${other.name}`
      const members = JSON.stringify([opener, other])
      const made = await reach(openDirectScript(ofRoom, [...ids, name, Date.now(), members]))
      return { room: mustBe(await summary(roomId)), isNew: made === 1 }
    },

    async ensure(roomId, name, skeleton) {
      // It may have another name by now; one of the version before is told what its name is.
      if (await isThere(roomId)) return void (await names.giveUp({ roomId, id: null, skeleton }))
      await reach(redis.set(keys.roomName(skeleton), roomId))
      await make(roomId, name, skeleton, '', false)
    },

    async join(roomId, user) {
      const change = await changeMembership('join', roomId, user).catch(async error => {
        // Who banned the user may have been interrupted before this.
        if (error instanceof ChatError && error.code === 'banned') await settle(roomId, user.userId)
        throw error
      })
      const room = mustBe(change.room)
      if (room.kind === 'direct') await reach(redis.sadd(keys.directsOfUser(user.userId), roomId))
      else await settleAs(true, roomId, user.userId)
      return { room, joinedNow: change.isNew }
    },

    async letIn(roomId, user, by) {
      await takePlace(keys.roomsOfUser(user.userId), roomId, INVITED_ROOMS_MAX, ROOMS_FULL)
      try {
        const { isNew, toldAt } = await changeMembership('let-in', roomId, user, by)
        return { joinedNow: isNew, toldAt }
      } finally {
        // They may have come or left by themselves meanwhile, or are not let in.
        await settle(roomId, user.userId)
      }
    },

    async leave(roomId, user) {
      await changeMembership('leave', roomId, user)
      await reach(redis.srem(keys.directsOfUser(user.userId), roomId))
      await settle(roomId, user.userId)
    },

    settle,

    isMember,

    async membersAmong(roomId, userIds) {
      if (userIds.length === 0) return []
      const are = await reach(redis.smismember(keys.members(roomId), ...userIds))
      return userIds.filter((_, index) => are[index] === 1)
    },

    async memberIds(roomId, most) {
      if ((await reach(redis.scard(keys.members(roomId)))) > most) return null
      return (await reach(redis.smembers(keys.members(roomId)))).map(parseUserId)
    },

    async someMemberIds(roomId, count) {
      const [, ids] = await reach(redis.sscan(keys.members(roomId), 0, 'COUNT', count))
      return ids.map(parseUserId)
    },

    async lookIn(roomId, userId) {
      const ofRoom = [keys.room(roomId), keys.members(roomId), keys.restricted(roomId)]
      const reply = await reach(lookInScript(ofRoom, [userId, ...SUMMARY_FIELDS]))
      if (!Array.isArray(reply)) throw refusal(String(reply))
      const [memberCount, ...fields] = reply
      return mustBe(toSummary(roomId, fields, memberCount))
    },

    async roomIdsOf(userId) {
      return (await reach(redis.smembers(keys.roomsOfUser(userId)))) as RoomId[]
    },

    async directIdsOf(userId) {
      return (await reach(redis.smembers(keys.directsOfUser(userId)))) as RoomId[]
    },

    async summaries(roomIds) {
      const found = await Promise.all(roomIds.map(summary))
      return found.filter(room => room !== null)
    },

    endEmpty: ends.endEmpty,

    async directory(after, limit) {
      const rank = after === undefined ? -1 : await reach(redis.zrank(keys.directory, after))
      // It has ended while somebody read on: better the end of the list than its beginning again.
      if (rank === null) return []
      return (await reach(redis.zrange(keys.directory, String(rank + 1), String(rank + limit)))) as RoomId[]
    },
  }

  /** @param skeleton null: a private room, which nobody finds by its name */
  async function make(
    roomId: RoomId,
    name: string,
    skeleton: string | null,
    createdBy: string,
    announces: boolean,
  ) {
    const createdAt = Date.now()
    const announceMembers = announces ? '1' : '0'
    const kind: RoomKind = skeleton === null ? 'private' : 'public'
    if (skeleton !== null) await reach(redis.zadd(keys.directory, createdAt, roomId))
    // Last: a room that is there has its name and is listed, whatever was interrupted.
    const named = skeleton === null ? { name } : { name, skeleton }
    await reach(redis.hset(keys.room(roomId), { ...named, kind, createdBy, createdAt, announceMembers }))
  }

  async function isMember(roomId: RoomId, userId: UserId): Promise<boolean> {
    return (await reach(redis.sismember(keys.members(roomId), userId))) === 1
  }

  /** Not where the room is there: another request may have made it meanwhile. */
  async function giveUpPlace(roomId: RoomId, userId: UserId): Promise<void> {
    if (await isThere(roomId)) return
    await reach(redis.srem(keys.directsOfUser(userId), roomId))
    if (await isThere(roomId)) await reach(redis.sadd(keys.directsOfUser(userId), roomId))
  }

  async function settle(roomId: RoomId, userId: UserId): Promise<void> {
    await settleAs(await isMember(roomId, userId), roomId, userId)
  }

  /** @param isListed what the list is to say, as the members said it a moment ago: they may have changed since */
  async function settleAs(isListed: boolean, roomId: RoomId, userId: UserId): Promise<void> {
    const list = keys.roomsOfUser(userId)
    const changed = await reach(isListed ? redis.sadd(list, roomId) : redis.srem(list, roomId))
    // Who comes again begins at the head; and nothing must be left of a guest.
    if (!isListed) {
      await reach(redis.hdel(keys.readsOfUser(userId), roomId, cameField(roomId)))
      await reach(redis.hdel(keys.notifyOfUser(userId), roomId))
      await reach(redis.srem(keys.toldOfAll(roomId), userId))
    }
    // Where it said so already, whoever changes the members settles it after this.
    if (changed === 0 || (await isMember(roomId, userId)) === isListed) return
    return settleAs(!isListed, roomId, userId)
  }

  /** @returns whether that was new, the entry that says so, and to who joins what a summary says */
  async function changeMembership(
    change: 'join' | 'let-in' | 'leave',
    roomId: RoomId,
    user: User,
    by?: User,
  ): Promise<{ isNew: boolean; toldAt: EntryPlace | null; room: RoomSummary | null }> {
    const kind = change === 'leave' ? 'member-left' : 'member-joined'
    const entry = JSON.stringify({ kind, sender: user, by }).slice(1)
    const { log, head, members, room, restricted, moderators } = keys
    const ofRoom = [log, head, members, room, restricted, moderators].map(key => key(roomId))
    const whose = [change, user.userId, newEntryId(), entry, ANNOUNCE_UP_TO_MEMBERS, by?.userId ?? '']
    const args = [newEpoch(), entriesToKeep, keys.feed(roomId), ...whose, JSON.stringify(user)]
    const reply = await reach(membershipScript(ofRoom, [...args, ...SUMMARY_FIELDS]))
    if (Array.isArray(reply)) {
      const [changed, memberCount, epoch, seq, ...fields] = reply
      const room = toSummary(roomId, fields, memberCount)
      return { isNew: changed === 1, toldAt: parsePlace(epoch, seq), room }
    }
    if (change === 'leave') return { isNew: false, toldAt: null, room: null }
    throw refusal(String(reply), change === 'let-in' ? OF_ANOTHER : {})
  }

  async function summary(roomId: RoomId) {
    const [room, memberCount] = await Promise.all([
      askRoom(keys.room(roomId)),
      askMemberCount(keys.members(roomId)),
    ])
    return toSummary(roomId, room, memberCount)
  }
}

function mustBe(room: RoomSummary | null): RoomSummary {
  if (room === null) throw new Error('a room that was just there is gone')
  return room
}
