import type { MarkRead, RoomId, Seq, User } from '@hubbub/shared'
import type { FeedLog, ReadMarks, Rooms } from './ports.js'
import { mustBeMember } from './rooms.js'

/** @returns how far the user has read now: forward only unless `back`, and never beyond what is in the log */
export type MarkReadRule = (user: User, command: MarkRead) => Promise<Seq>

/** For who has just come: what was written before is no news to them, nor read by them. */
export type BeginReadingRule = (user: User, roomId: RoomId) => Promise<void>

interface ReadingDeps {
  rooms: Rooms
  log: FeedLog
  readMarks: ReadMarks
}

export function createMarkRead({ rooms, log, readMarks }: ReadingDeps): MarkReadRule {
  return async function markRead({ userId }, { roomId, seq, back = false }) {
    await mustBeMember(rooms, roomId, userId)
    const head = await log.head(roomId)
    return readMarks.move(userId, roomId, { epoch: head.epoch, seq: seq > head.seq ? head.seq : seq, back })
  }
}

export function createBeginReading({ rooms, log, readMarks }: ReadingDeps): BeginReadingRule {
  return async function beginReading({ userId }, roomId) {
    await mustBeMember(rooms, roomId, userId)
    const { epoch, seq } = await log.head(roomId)
    await readMarks.begin(userId, roomId, { epoch, seq, again: false })
  }
}
