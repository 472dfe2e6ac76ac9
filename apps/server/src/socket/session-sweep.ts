// Closes the connections of sessions that have ended, also when the signal of that was lost; and keeps the sessions of
// those who are connected from ending, since someone who only chats makes no HTTP request for hours.

import type { Account } from '@hubbub/shared'
import type { Log } from '../log.js'
import type { ChatServer } from '../sockets.js'

/** Leaves time to spare until the 10 s of rule S1. */
const SWEEP_MS = 8_000
const TOUCH_MS = 10 * 60_000
/** Together they cost a fraction; all of them together would keep Redis from others. */
const TOUCHES_AT_ONCE = 100

export interface Sessions {
  /** @returns those that exist */
  existing(sessionIds: readonly string[]): Promise<Set<string>>
  /** Lets the session, and a guest's account, last its full time from now. */
  touch(sessionId: string, account: Account): Promise<void>
}

export function startSessionSweep(io: ChatServer, sessions: Sessions, logger: Log, now: () => number) {
  const touchedAt = new Map<string, number>()
  const sweeps = setInterval(() => {
    sweep().catch(error => logger.warn({ reason: String(error) }, 'sessions could not be swept'))
  }, SWEEP_MS)
  return { stop: () => clearInterval(sweeps) }

  async function sweep(): Promise<void> {
    const sockets = [...io.of('/').sockets.values()]
    const accounts = new Map(sockets.map(socket => [socket.data.sessionId, socket.data.account]))
    const existing = await sessions.existing([...accounts.keys()])

    for (const socket of sockets) {
      if (existing.has(socket.data.sessionId)) continue
      socket.emit('session:revoked')
      socket.disconnect(true)
    }
    for (const sessionId of touchedAt.keys()) if (!existing.has(sessionId)) touchedAt.delete(sessionId)
    const due = [...accounts].filter(
      ([sessionId]) => existing.has(sessionId) && now() - (touchedAt.get(sessionId) ?? 0) >= TOUCH_MS,
    )
    for (let from = 0; from < due.length; from += TOUCHES_AT_ONCE) {
      const some = due.slice(from, from + TOUCHES_AT_ONCE)
      for (const [sessionId] of some) touchedAt.set(sessionId, now())
      await Promise.all(some.map(([sessionId, account]) => sessions.touch(sessionId, account)))
    }
  }
}
