import type { RoomId, Seq, User } from '@hubbub/shared'
import type { FeedLog, ReadMarks, Rooms } from './ports.js'
import { mustBeMember } from './rooms.js'

/** @returns how far the user has read now: forward only, and never beyond what is in the log */
export type MarkReadRule = (user: User, roomId: RoomId, seq: Seq) => Promise<Seq>

export function createMarkRead(deps: { rooms: Rooms; log: FeedLog; readMarks: ReadMarks }): MarkReadRule {
  const { rooms, log, readMarks } = deps
  return async function markRead(user, roomId, seq) {
    await mustBeMember(rooms, roomId, user.userId)
    const head = await log.head(roomId)
    return readMarks.move(user.userId, roomId, head.epoch, seq > head.seq ? head.seq : seq)
  }
}
