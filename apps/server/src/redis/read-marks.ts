// How far each user has read in each room. Always true: within an epoch a mark only moves forward, unless its user wants it back.

import { type Epoch, parseSeq, type RoomId, type Seq } from '@hubbub/shared'
import type { ReadMark, ReadMarks } from '../chat/ports.js'
import { createAskEach } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

export function createReadMarks(redis: Commands, keys: Keys): ReadMarks {
  const markScript = createScript(redis, 'mark-read.lua')
  const beginScript = createScript(redis, 'begin-reading.lua')
  const askEach = createAskEach(redis)

  return {
    async read(userId, roomId) {
      return parseMark(await reach(redis.hget(keys.readsOfUser(userId), roomId)))
    },
    async move(userId, roomId, { epoch, seq, back }): Promise<Seq> {
      const args = [roomId, epoch, seq, back ? 1 : 0]
      return parseSeq(Number(await reach(markScript([keys.readsOfUser(userId)], args))))
    },
    async begin(userId, roomId, { epoch, seq, again }) {
      const args = [roomId, cameField(roomId), epoch, seq, again ? 1 : 0]
      return parseSeq(Number(await reach(beginScript([keys.readsOfUser(userId)], args))))
    },
    async readersAmong(userIds, roomId, epoch, seq) {
      const replies = await askEach(userIds.map(keys.readsOfUser), ['HMGET', roomId, cameField(roomId)])
      return userIds.filter((_, index) => {
        const reply = replies[index]
        if (!Array.isArray(reply)) throw new Error('expected a list from Redis')
        const [mark, came] = reply.map(parseMark)
        return reaches(mark, epoch, seq) && !reaches(came, epoch, seq)
      })
    },
  }
}

/** Beside the room's own in the hash of what a user has read; ids hold no blank. */
export function cameField(roomId: RoomId): string {
  return `${roomId} came`
}

function reaches(mark: ReadMark | null | undefined, epoch: Epoch, seq: Seq): boolean {
  return mark?.epoch === epoch && mark.seq >= seq
}

function parseMark(kept: unknown): ReadMark | null {
  if (typeof kept !== 'string') return null
  const [epoch, seq] = kept.split(' ')
  return { epoch: epoch as Epoch, seq: parseSeq(Number(seq)) }
}
