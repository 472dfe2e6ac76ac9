// The logs as they stand in Redis when all is over.

import { createKeys } from '@hubbub/server/dist/redis/keys.js'
import { type Entry, LOBBY, type RoomId } from '@hubbub/shared'
import type { RedisSandbox } from '../support/redis-sandbox.js'
import { contentOf } from './workload/record-entries.js'
import type { HistoryWriter } from './write-history.js'

const PAGE = 1_000
const keys = createKeys('hubbub:')

/** Of these rooms, and of the lobby, to which everybody is taken first. */
export async function recordTruth(
  { redis }: RedisSandbox,
  rooms: readonly RoomId[],
  history: HistoryWriter,
): Promise<void> {
  for (const room of [LOBBY, ...rooms]) {
    const epoch = (await redis.hget(keys.head(room), 'epoch')) ?? ''
    for await (const entry of entriesOf(redis, room)) {
      const { seq, mid, sender } = entry
      const place = { room, epoch, seq, mid, sender: sender.userId }
      history.write({ f: 'truth', client: '', ...place, ...contentOf(entry) })
    }
  }
}

async function* entriesOf(redis: RedisSandbox['redis'], room: RoomId): AsyncGenerator<Entry> {
  let from = '-'
  for (;;) {
    const page = await redis.xrange(keys.log(room), from, '+', 'COUNT', PAGE)
    for (const [id, [, , , entry = '']] of page) {
      yield JSON.parse(entry) as Entry
      from = `(${id}`
    }
    if (page.length < PAGE) return
  }
}
