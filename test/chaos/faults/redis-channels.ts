// Channels of Redis that are cut, one after another or because nobody reads them fast enough.

import { setTimeout as sleep } from 'node:timers/promises'
import { createKeys } from '@hubbub/server/dist/redis/keys.js'
import type { RoomId } from '@hubbub/shared'
import { eventually } from '../../support/eventually.js'
import type { RedisSandbox } from '../../support/redis-sandbox.js'
import type { Fault } from './fault.js'

const CUTS = 6
const BETWEEN_CUTS_MS = 700
const keys = createKeys('hubbub:')

export const channelsCut: Fault = {
  id: 'channels-cut',
  name: 'Redis cuts all subscribers (CLIENT KILL TYPE pubsub), again and again',
  products: ['hubbub', 'textbook'],
  // What was said meanwhile is lost on the channel, and must be found all the same.
  allows: { current: { from: 'heal', withinMs: 1_000 } },
  async run({ arena }) {
    for (let cut = 0; cut < CUTS; cut += 1) {
      await arena.redis().redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await sleep(BETWEEN_CUTS_MS)
    }
    return {}
  },
}

const LIMIT = 'client-output-buffer-limit'
const TIGHT = 'pubsub 1mb 512kb 2'
const PADDING = ' '.repeat(256 * 1024)
const MESSAGES_AT_ONCE = 8

export const channelOverrun: Fault = {
  id: 'channel-overrun',
  name: 'a node reads its channels too slowly, and Redis cuts them (output buffer limit)',
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run({ arena, random, rooms }) {
    const sandbox = arena.redis()
    const usual = (await sandbox.redis.config('GET', LIMIT)) as string[]
    const before = await subscribers(sandbox)
    const cut = async () => {
      const now = new Set(await subscribers(sandbox))
      return before.filter(id => !now.has(id)).length
    }
    const { redisLink } = random.pick(arena.nodes)
    await sandbox.redis.config('SET', LIMIT, TIGHT)
    redisLink?.setPassage({ kind: 'held' })
    try {
      await eventually(
        async () => {
          for (let n = 0; n < MESSAGES_AT_ONCE; n += 1) await sayAgain(sandbox, random.pick(rooms))
          if ((await cut()) === 0) throw new Error('no channel was cut')
        },
        { withinMs: 8_000 },
      )
    } finally {
      redisLink?.setPassage({ kind: 'open' })
      await sandbox.redis.config('SET', LIMIT, usual[1] ?? '')
    }
    return { told: `${await cut()} connections cut` }
  },
}

/** The newest entry of a room once more, as the append script says it but much longer: everybody has it already. */
async function sayAgain({ redis }: RedisSandbox, room: RoomId): Promise<void> {
  const [epoch, seq, mid] = await redis.hmget(keys.head(room), 'epoch', 'seq', 'mid')
  const [newest] = await redis.xrevrange(keys.log(room), '+', '-', 'COUNT', 1)
  await redis.spublish(keys.feed(room), `${epoch} ${seq} ${seq} ${mid} \n[${PADDING}${newest?.[1][3]}]`)
}

/** Ids of the connections that have subscribed to something. */
async function subscribers({ redis }: RedisSandbox): Promise<string[]> {
  const list = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'PUBSUB'))
  return [...list.matchAll(/^id=(\d+)/gm)].map(([, id = '']) => id)
}
