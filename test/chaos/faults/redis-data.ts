// What Redis holds: scripts forgotten, a key lost, no memory left, no disk left.

import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeys } from '@hubbub/server/dist/redis/keys.js'
import { eventually } from '../../support/eventually.js'
import type { Fault } from './fault.js'

const FULL_MS = 5_000
const FLUSHES = 5
const BETWEEN_FLUSHES_MS = 400
const keys = createKeys('hubbub:')

export const scriptFlush: Fault = {
  id: 'script-flush',
  name: 'Redis forgets all scripts (SCRIPT FLUSH), again and again',
  allows: { current: { from: 'heal', withinMs: 1_000 } },
  async run({ arena }) {
    for (let count = 0; count < FLUSHES; count += 1) {
      await arena.redis().redis.script('FLUSH')
      await sleep(BETWEEN_FLUSHES_MS)
    }
    return {}
  },
}

export const lostHead: Fault = {
  id: 'lost-head',
  name: "a room's head is lost while its log is kept",
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run({ arena, random, rooms }) {
    const room = random.pick(rooms)
    const { redis } = arena.redis()
    await redis.del(keys.head(room))
    await eventually(async () => {
      if ((await redis.exists(keys.head(room))) === 0) throw new Error('the room has no head yet')
    })
    return { told: room }
  },
}

export const redisMemoryFull: Fault = {
  id: 'redis-memory-full',
  name: 'Redis has no memory left and refuses writes (maxmemory)',
  allows: { current: { from: 'heal', withinMs: 3_000 } },
  async run({ arena }) {
    const { redis } = arena.redis()
    await redis.config('SET', 'maxmemory', '1mb')
    try {
      await sleep(FULL_MS)
    } finally {
      await redis.config('SET', 'maxmemory', '0')
    }
    return {}
  },
}

export const redisDiskFull: Fault = {
  id: 'redis-disk-full',
  name: 'the disk of the append-only file is full',
  allows: { current: { from: 'heal', withinMs: 5_000 } },
  impossible: ({ redisDisk }) =>
    redisDisk === null ? 'a small disk for Redis can only be mounted by root' : null,
  async run({ arena }) {
    const { redisDisk } = arena
    if (redisDisk === null) throw new Error('Redis has no disk of its own')
    const filler = join(redisDisk.dir, 'filler')
    try {
      await fillUp(filler)
      await sleep(FULL_MS)
    } finally {
      await rm(filler)
    }
    return {}
  },
}

async function fillUp(filler: string): Promise<void> {
  for (const bytes of [2 ** 20, 4_096]) {
    try {
      for (;;) await appendFile(filler, Buffer.alloc(bytes))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
}
