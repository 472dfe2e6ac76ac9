// Redis that dies, restarts, stands still or answers nobody.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.js'

const DEAD_MS = [1_500, 3_500] as const
const FROZEN_MS = 6_000
const PAUSED_MS = 5_000
const current = { from: 'heal', withinMs: 3_000 } as const

export const redisKill: Fault = {
  id: 'redis-kill',
  name: 'Redis is killed (SIGKILL) and started again on its append-only file',
  products: ['hubbub', 'textbook'],
  allows: { current },
  async run({ arena, random }) {
    await arena.redis().kill9()
    await sleep(random.integer(...DEAD_MS))
    await arena.redis().start()
    return {}
  },
}

export const redisRestart: Fault = {
  id: 'redis-restart',
  name: 'Redis is restarted in order',
  products: ['hubbub', 'textbook'],
  allows: { current },
  async run({ arena }) {
    await arena.redis().restart()
    return {}
  },
}

export const redisFreeze: Fault = {
  id: 'redis-freeze',
  name: 'Redis stands still (SIGSTOP), its connections open',
  products: ['hubbub', 'textbook'],
  allows: { current },
  async run({ arena }) {
    arena.redis().pause()
    try {
      await sleep(FROZEN_MS)
    } finally {
      arena.redis().resume()
    }
    return {}
  },
}

export const redisPause: Fault = {
  id: 'redis-pause',
  name: 'Redis holds back every write (CLIENT PAUSE)',
  products: ['hubbub', 'textbook'],
  allows: { current },
  async run({ arena }) {
    const { redis } = arena.redis()
    await redis.call('CLIENT', 'PAUSE', PAUSED_MS, 'WRITE')
    await sleep(PAUSED_MS)
    return {}
  },
}
