import { type Account, ChatError, parseUserId } from '@hubbub/shared'
import { pino } from 'pino'
import { Server } from 'socket.io'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SessionSweep, startSessionSweep } from '../../../apps/server/src/socket/session-sweep.js'
import type { ChatServer, ChatSocket } from '../../../apps/server/src/sockets.js'

const HOUR_MS = 3_600_000
const SWEEP_MS = 8_000
const ACCOUNT: Account = { userId: parseUserId('ann'), name: 'Ann', kind: 'registered' }

let sweep: SessionSweep | null = null
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  sweep?.stop()
  vi.useRealTimers()
})

/** A worker with connections, each named by its session and a number, and what is left of each session in ms. */
function sweepOf(lives: Map<string, number>, connectionsEach = 1) {
  const io: ChatServer = new Server()
  const ended: string[] = []
  const connections = [...lives.keys()].flatMap(sessionId =>
    Array.from({ length: connectionsEach }, (_, index) => ({ id: `${sessionId} ${index}`, sessionId })),
  )
  for (const { id, sessionId } of connections) {
    const socket = {
      data: { sessionId, account: ACCOUNT, generation: 0, user: ACCOUNT },
      emit: (fact: string) => void ended.push(`${sessionId} ${fact}`),
      disconnect: () => void io.of('/').sockets.delete(id),
    }
    io.of('/').sockets.set(id, socket as unknown as ChatSocket)
  }
  const asked: string[] = []
  const touched: string[] = []
  let takesWrites = true
  sweep = startSessionSweep({
    io,
    sessions: {
      async lifeLeft({ sessionId }) {
        asked.push(sessionId)
        return lives.get(sessionId) ?? 0
      },
      over: async sessions =>
        new Set(sessions.map(({ sessionId }) => sessionId).filter(sessionId => !lives.has(sessionId))),
      async touch(sessionId) {
        if (!takesWrites) throw new ChatError('unavailable', 'Redis takes no writes.')
        touched.push(sessionId)
        lives.set(sessionId, HOUR_MS)
      },
    },
    logger: pino({ level: 'silent' }),
    now: () => performance.now(),
    fullLifeMs: HOUR_MS,
  })
  return {
    asked,
    touched,
    ended,
    takeNoWrites() {
      takesWrites = false
    },
  }
}

test('the session of who is only connected is touched now and then, and hardly ever asked for', async () => {
  const lives = new Map([['fresh', HOUR_MS]])
  const { asked, touched, ended } = sweepOf(lives)
  for (let passedMs = 0; passedMs < 5 * HOUR_MS; passedMs += SWEEP_MS) {
    const leftMs = (lives.get('fresh') ?? 0) - SWEEP_MS
    expect(leftMs).toBeGreaterThan(HOUR_MS / 2)
    lives.set('fresh', leftMs)
    await vi.advanceTimersByTimeAsync(SWEEP_MS)
  }
  expect(touched.length).toBeGreaterThan(10)
  expect(asked.length).toBeLessThan(40)
  expect(ended).toEqual([])
})

test('a session that has little left when somebody comes with it is touched at once', async () => {
  const { touched } = sweepOf(new Map([['old', 60_000]]))
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect(touched).toEqual(['old'])
})

test('[S1] the connections of sessions that are over are told so and closed, and only those', async () => {
  const lives = new Map(Array.from({ length: 250 }, (_, index) => [`session ${index}`, HOUR_MS] as const))
  const { ended, touched } = sweepOf(lives)
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect(ended).toEqual([])
  lives.delete('session 7')
  lives.delete('session 203')
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect(ended).toEqual(['session 7 session:revoked', 'session 203 session:revoked'])
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect(ended.length).toBe(2)
  expect(touched).toEqual([])
})

test('a session with many connections is asked for and touched once', async () => {
  const { asked, touched } = sweepOf(new Map([['tabs', 60_000]]), 5)
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect([asked, touched]).toEqual([['tabs'], ['tabs']])
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect([asked.length, touched.length]).toEqual([1, 1])
})

test('[S1] where Redis takes no writes, the connections of all sessions that are over are closed all the same', async () => {
  const lives = new Map(Array.from({ length: 250 }, (_, index) => [`session ${index}`, 60_000] as const))
  const { ended, takeNoWrites } = sweepOf(lives)
  takeNoWrites()
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  lives.delete('session 203')
  await vi.advanceTimersByTimeAsync(SWEEP_MS)
  expect(ended).toEqual(['session 203 session:revoked'])
  await expect(sweep?.upToDate()).resolves.toBeUndefined()
})
