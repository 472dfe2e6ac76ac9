import { type MarkRead, parseSeq, type RoomId, type Seq, type User } from '@hubbub/shared'
import type { EntryPlace, FeedLog, ReadMarks, Rooms } from './ports.js'
import { mustBeMember } from './rooms.js'

/** @returns how far the user has read now: forward only unless `back`, and never beyond what is in the log */
export type MarkReadRule = (user: User, command: MarkRead) => Promise<Seq>

/**
 * For who has just come: what was written before is no news to them, nor read by them.
 *
 * @param toldAt the entry that says who has let them in, which is news to them
 */
export type BeginReadingRule = (user: User, roomId: RoomId, toldAt?: EntryPlace | null) => Promise<void>

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
  return async function beginReading({ userId }, roomId, toldAt = null) {
    await mustBeMember(rooms, roomId, userId)
    const { epoch, seq } = toldAt === null ? await log.head(roomId) : before(toldAt)
    await readMarks.begin(userId, roomId, { epoch, seq, again: false })
  }
}

function before({ epoch, seq }: EntryPlace): EntryPlace {
  return { epoch, seq: parseSeq(seq - 1) }
}
