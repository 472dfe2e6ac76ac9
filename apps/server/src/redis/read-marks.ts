// How far each user has read in each room. Always true: a mark only moves forward within an epoch.

import { type Epoch, parseSeq, type RoomId, type Seq, type UserId } from '@hubbub/shared'
import type { ReadMark, ReadMarks } from '../chat/ports.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { createScript } from './script.js'

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
