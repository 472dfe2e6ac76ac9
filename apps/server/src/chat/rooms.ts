// Making, finding, joining and leaving rooms.

import {
  ChatError,
  type CreateRoom,
  type Epoch,
  type JoinedRoom,
  type JoinRoom,
  type ListRooms,
  parseSeq,
  ROOMS_PAGE,
  ROOMS_PER_USER,
  type RoomDirectory,
  type RoomId,
  type RoomPresence,
  type RoomSummary,
  type Seq,
  type User,
  type UserId,
} from '@hubbub/shared'
import { nameSkeleton, normalizeName } from './names.js'
import type { MessageLog, ReadMarks, Rooms } from './ports.js'

const NOTHING_READ = parseSeq(0)

/** What one connection does to hear a room. */
export interface Listener {
  /** Resolves when every entry appended from now on will reach this connection. @returns false: it did already */
  follow(roomId: RoomId): Promise<boolean>
  unfollow(roomId: RoomId): void
  /** The log was read for this connection as far as `seq`. */
  answered(roomId: RoomId, epoch: Epoch, seq: Seq): void
  /** Makes the user present. */
  enter(roomId: RoomId): Promise<RoomPresence>
}

export interface RoomRules {
  list(user: User, request: ListRooms): Promise<RoomDirectory>
  create(user: User, command: CreateRoom): Promise<RoomSummary>
  join(user: User, command: JoinRoom, listener: Listener): Promise<{ answer: JoinedRoom; joinedNow: boolean }>
  leave(user: User, roomId: RoomId, listener: Listener): Promise<void>
}

export function createRoomRules(deps: { rooms: Rooms; log: MessageLog; readMarks: ReadMarks }): RoomRules {
  const { rooms, log, readMarks } = deps
  return {
    async list({ userId }, { after }) {
      const [mineIds, page] = await Promise.all([rooms.roomIdsOf(userId), rooms.directory(after, ROOMS_PAGE)])
      const isMine = new Set(mineIds)
      const [mine, others] = await Promise.all([
        rooms.summaries(mineIds),
        rooms.summaries(page.filter(roomId => !isMine.has(roomId))),
      ])
      const next = page.length === ROOMS_PAGE ? (page.at(-1) ?? null) : null
      return { mine, others, next }
    },

    async create(user, { name: given }) {
      const name = normalizeName(given)
      await mustHaveRoomLeft(user)
      const created = await rooms.create(name, nameSkeleton(name), user)
      const { room } = await rooms.join(created.roomId, user)
      return room
    },

    async join(user, command, listener) {
      const { roomId, position } = command
      if (position !== undefined && position.seq > 0 && position.mid === undefined)
        throw new ChatError('bad_request', 'A position above seq 0 needs its mid.')
      const { room, joinedNow } = await (position === undefined ? become(user, roomId) : stay(user, roomId))

      // Follow first, then read: an entry appended in between arrives twice rather than never.
      const isNew = await listener.follow(roomId)
      try {
        const [page, presence, mark] = await Promise.all([
          log.resume(user.userId, command),
          listener.enter(roomId),
          readMarks.read(user.userId, roomId),
        ])
        listener.answered(roomId, page.epoch, page.headSeq)
        const readBefore = mark?.epoch === page.epoch ? mark.seq : NOTHING_READ
        // What was written before somebody came is not news to them.
        const readSeq = joinedNow
          ? await readMarks.move(user.userId, roomId, page.epoch, page.headSeq)
          : readBefore
        return { answer: { room, ...page, readSeq, presence }, joinedNow }
      } catch (error) {
        if (isNew) listener.unfollow(roomId)
        throw error
      }
    },

    async leave(user, roomId, listener) {
      await rooms.leave(roomId, user)
      listener.unfollow(roomId)
    },
  }

  async function become(user: User, roomId: RoomId) {
    if (!(await rooms.isMember(roomId, user.userId))) await mustHaveRoomLeft(user)
    return rooms.join(roomId, user)
  }

  // Whoever resumes was a member; if not any more, that ended elsewhere and must not be undone by a reconnect.
  async function stay(user: User, roomId: RoomId) {
    const room = await rooms.lookIn(roomId, user.userId)
    if (room === null) throw notAMember()
    return { room, joinedNow: false }
  }

  async function mustHaveRoomLeft({ userId }: User): Promise<void> {
    const roomIds = await rooms.roomIdsOf(userId)
    // What was left or has ended may still be in the list, when that was interrupted.
    if (roomIds.length < ROOMS_PER_USER || (await rooms.summaries(roomIds)).length < ROOMS_PER_USER) return
    throw new ChatError('too_many_rooms', `You can be in ${ROOMS_PER_USER} rooms at most.`)
  }
}

/** @throws ChatError not_a_member, the same for a room that does not exist */
export async function mustBeMember(rooms: Rooms, roomId: RoomId, userId: UserId): Promise<void> {
  if (!(await rooms.isMember(roomId, userId))) throw notAMember()
}

function notAMember(): ChatError {
  return new ChatError('not_a_member', 'You are not a member of this room.')
}
