// Closes the connections of sessions that have ended, also when the signal of that was lost; and keeps the sessions of
// those who are connected from ending, since someone who only chats makes no HTTP request for hours. Always true: who
// waits for `upToDate` before telling entries tells none to a session that ended longer than 10 s ago, however long
// Redis was away in between.

import type { Account } from '@hubbub/shared'
import type { Log } from '../log.js'
import type { ChatServer } from '../sockets.js'

/** Leaves time to spare until the 10 s of rule S1. */
const SWEEP_MS = 8_000
const OVERDUE_AFTER_MS = 9_000
/** After a sweep that Redis did not answer. */
const RETRY_MS = 1_000
const TOUCH_MS = 10 * 60_000

export interface Sessions {
  /** @returns those that exist */
  existing(sessionIds: readonly string[]): Promise<Set<string>>
  /** Lets the session, and a guest's account, last its full time from now. */
  touch(sessionId: string, account: Account): Promise<void>
}

export interface SessionSweep {
  /** Resolves when all connections have been looked at not too long ago. @throws ChatError unavailable */
  upToDate(): Promise<void>
  stop(): void
}

export function startSessionSweep(options: {
  io: ChatServer
  sessions: Sessions
  logger: Log
  /** Milliseconds since 1970. */
  now: () => number
  /** A clock that never goes back. */
  monotonicMs: () => number
}): SessionSweep {
  const { io, sessions, logger, now, monotonicMs } = options
  const touchedAt = new Map<string, number>()
  let sweptAt = monotonicMs()
  let underWay: Promise<void> | null = null
  let isStopped = false
  let next = setTimeout(tick, SWEEP_MS)

  return {
    async upToDate() {
      if (monotonicMs() - sweptAt > OVERDUE_AFTER_MS) await sweepOnce()
    },
    stop() {
      isStopped = true
      clearTimeout(next)
    },
  }

  function tick(): void {
    sweepOnce().then(
      () => again(SWEEP_MS),
      error => {
        logger.warn({ reason: String(error) }, 'sessions could not be swept')
        again(RETRY_MS)
      },
    )
  }

  function again(inMs: number): void {
    if (!isStopped) next = setTimeout(tick, inMs)
  }

  function sweepOnce(): Promise<void> {
    underWay ??= sweep().finally(() => {
      underWay = null
    })
    return underWay
  }

  async function sweep(): Promise<void> {
    const startedAt = monotonicMs()
    const sockets = [...io.of('/').sockets.values()]
    const accounts = new Map(sockets.map(socket => [socket.data.sessionId, socket.data.account]))
    const existing = await sessions.existing([...accounts.keys()])

    for (const socket of sockets) {
      if (existing.has(socket.data.sessionId)) continue
      socket.emit('session:revoked')
      socket.disconnect(true)
    }
    sweptAt = startedAt
    for (const sessionId of touchedAt.keys()) if (!existing.has(sessionId)) touchedAt.delete(sessionId)
    for (const [sessionId, account] of accounts) {
      if (!existing.has(sessionId) || now() - (touchedAt.get(sessionId) ?? 0) < TOUCH_MS) continue
      touchedAt.set(sessionId, now())
      await sessions.touch(sessionId, account)
    }
  }
}
