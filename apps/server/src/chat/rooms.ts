// Making, finding, joining and leaving rooms.

import {
  ChatError,
  type CreateRoom,
  type Epoch,
  ERRORS,
  isLetIn,
  type JoinedRoom,
  type JoinRoom,
  type ListRooms,
  type LogPage,
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
import type { Accounts, MessageLog, NotifyLevels, ReadMarks, Rooms } from './ports.js'
import type { Moderator } from './restriction-ports.js'

const NOTHING_READ = parseSeq(0)

/** What one connection does to hear a room. */
export interface Listener {
  /** Resolves when every entry appended from now on will reach this connection. */
  follow(roomId: RoomId): Promise<void>
  unfollow(roomId: RoomId): void
  /** The log was read for this connection as far as `seq`. @throws ChatError unavailable when it does not follow any more */
  answered(roomId: RoomId, epoch: Epoch, seq: Seq): void
  /** Makes the user present. */
  enter(roomId: RoomId): Promise<RoomPresence>
}

export interface RoomRules {
  list(user: User, request: ListRooms): Promise<RoomDirectory>
  create(user: User, command: CreateRoom): Promise<RoomSummary>
  join(
    member: Moderator,
    command: JoinRoom,
    listener: Listener,
  ): Promise<{ answer: JoinedRoom; joinedNow: boolean }>
  leave(user: User, roomId: RoomId, listener: Listener): Promise<void>
}

export function createRoomRules(deps: {
  accounts: Pick<Accounts, 'user'>
  rooms: Rooms
  log: MessageLog
  readMarks: ReadMarks
  /** For who has just come. */
  beginReading: (user: User, roomId: RoomId) => Promise<void>
  notifyLevels: NotifyLevels
}): RoomRules {
  const { accounts, rooms, log, readMarks, beginReading, notifyLevels } = deps
  return {
    async list({ userId }, { after }) {
      const [roomIds, directIds, page] = await Promise.all([
        rooms.roomIdsOf(userId),
        rooms.directIdsOf(userId),
        rooms.directory(after, ROOMS_PAGE),
      ])
      const mineIds = [...roomIds, ...directIds]
      const isMine = new Set(mineIds)
      const [mine, others] = await Promise.all([
        rooms.summaries(mineIds),
        rooms.summaries(page.filter(roomId => !isMine.has(roomId))),
      ])
      const next = page.length === ROOMS_PAGE ? (page.at(-1) ?? null) : null
      return { mine, others, next }
    },

    async create(user, { name: given, private: isPrivate = false }) {
      const name = normalizeName(given)
      await mustHaveRoomLeft(user)
      const created = await rooms.create(name, isPrivate ? null : nameSkeleton(name), user)
      const { room } = await rooms.join(created.roomId, user)
      await beginReading(user, room.roomId)
      return room
    },

    async join(member, command, listener) {
      const { user } = member
      const { roomId, position } = command
      if (position !== undefined && position.seq > 0 && position.mid === undefined)
        throw new ChatError('bad_request', 'A position above seq 0 needs its mid.')
      try {
        const { room, joinedNow } = await enter(user, command)
        // Follow first, then read: an entry appended in between arrives twice rather than never.
        await listener.follow(roomId)
        const [{ topic, name, standing, ...page }, presence, mark, notifyLevel] = await Promise.all([
          log.resume(member, command),
          listener.enter(roomId),
          joinedNow ? null : readMarks.read(user.userId, roomId),
          notifyLevels.read(user.userId, roomId),
        ])
        listener.answered(roomId, page.epoch, page.headSeq)
        const readBefore = mark?.epoch === page.epoch ? mark.seq : NOTHING_READ
        // What was written before somebody came is not news to them. One without a mark came just now, or whoever was to write
        // it was interrupted.
        const hasJustCome = mark === null && position === undefined && room.kind !== 'direct'
        const readSeq = hasJustCome
          ? await readMarks.begin(user.userId, roomId, {
              epoch: page.epoch,
              seq: joinedNow ? page.headSeq : noNewsTo(user, page),
              again: joinedNow,
            })
          : readBefore
        // The summary was read before the log.
        const answer = {
          room: { ...room, name, topic },
          ...page,
          ...standing,
          readSeq,
          notifyLevel,
          presence,
        }
        return { answer, joinedNow }
      } catch (error) {
        // Membership may have ended without this connection noticing: it must not go on hearing the room. Where a member is
        // only told to try again, a later attempt may have been answered already, and needs the room.
        if (!(error instanceof ChatError && ERRORS[error.code].retryable)) listener.unfollow(roomId)
        throw error
      }
    },

    async leave(user, roomId, listener) {
      const room = await rooms.lookIn(roomId, user.userId).catch(nullWhenNoMember)
      if (room?.kind === 'direct' && room.memberCount > 1) await mustBeAlone(user, room)
      await rooms.leave(roomId, user)
      // When that took long, they may be back by now.
      if (!(await rooms.isMember(roomId, user.userId))) listener.unfollow(roomId)
    },
  }

  async function enter(user: User, { roomId, position }: JoinRoom) {
    return position === undefined ? become(user, roomId) : stay(user, roomId)
  }

  /** What the other writes must reach somebody. */
  async function mustBeAlone({ userId }: User, { roomId, members }: RoomSummary): Promise<void> {
    const other = members?.find(member => member.userId !== userId)
    if (other === undefined || (await accounts.user(other.userId)) !== null)
      throw new ChatError('bad_request', 'A conversation of two is not left while both are there.')
    // A guest who has gone, and whose leaving was interrupted.
    await rooms.leave(roomId, other)
  }

  async function become(user: User, roomId: RoomId) {
    await mustHaveRoomLeft(user, roomId)
    return rooms.join(roomId, user)
  }

  // Whoever resumes was a member; if not any more, that ended elsewhere and must not be undone by a reconnect.
  async function stay(user: User, roomId: RoomId) {
    return { room: await rooms.lookIn(roomId, user.userId), joinedNow: false }
  }

  /** @param roomId none for a new room */
  async function mustHaveRoomLeft({ userId }: User, roomId?: RoomId): Promise<void> {
    const roomIds = await rooms.roomIdsOf(userId)
    if (roomIds.length < ROOMS_PER_USER) return
    const isIn = (id: RoomId) => rooms.isMember(id, userId)
    // Also into conversations, which are not in this list.
    if (roomId !== undefined && (await isIn(roomId))) return
    // What was left may still be in the list, when that was interrupted.
    const areIn = await Promise.all(roomIds.map(isIn))
    if (areIn.filter(Boolean).length < ROOMS_PER_USER) return
    throw new ChatError('too_many_rooms', `You can be in ${ROOMS_PER_USER} rooms at most.`)
  }
}

/** How far nothing is news to a member without a mark. To who was let in, that is. */
function noNewsTo({ userId }: User, { entries, headSeq }: Pick<LogPage, 'entries' | 'headSeq'>): Seq {
  const came = entries.findLast(({ kind, sender }) => kind === 'member-joined' && sender.userId === userId)
  return came !== undefined && isLetIn(came, userId) ? parseSeq(came.seq - 1) : headSeq
}

/** Whoever is none may leave all the same. */
function nullWhenNoMember(error: unknown): null {
  if (error instanceof ChatError && (error.code === 'not_a_member' || error.code === 'banned')) return null
  throw error
}

/** @throws ChatError not_a_member, the same for a room that does not exist */
export async function mustBeMember(rooms: Rooms, roomId: RoomId, userId: UserId): Promise<void> {
  if (!(await rooms.isMember(roomId, userId)))
    throw new ChatError('not_a_member', 'You are not a member of this room.')
}
