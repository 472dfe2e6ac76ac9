// Closes the connections of sessions that have ended, also when the signal of that was lost; and keeps the sessions of
// those who are connected from ending, since someone who only chats makes no HTTP request for hours.

import type { Account } from '@hubbub/shared'
import type { Log } from '../log.js'
import type { ChatServer, ChatSocket } from '../sockets.js'

/** Leaves time to spare until the 10 s of rule S1. */
const SWEEP_MS = 8_000
/** So much of its life may pass before a session is touched: a write now and then, not with every sweep. */
const TOUCH_MS = 10 * 60_000
/** Together they cost a fraction; all of them together would keep Redis from others. */
const AT_ONCE = 100

export interface Sessions {
  /** Milliseconds until the session, or a guest's account before it, ends; 0: it has. */
  lifeLeft(session: { sessionId: string; account: Account }): Promise<number>
  /** Lets the session, and a guest's account, last its full time from now. */
  touch(sessionId: string, account: Account): Promise<void>
}

/** @param fullLifeMs what a touch gives */
export function startSessionSweep(io: ChatServer, sessions: Sessions, logger: Log, fullLifeMs: number) {
  const sweeps = setInterval(() => {
    sweep().catch(error => logger.warn({ reason: String(error) }, 'sessions could not be swept'))
  }, SWEEP_MS)
  return { stop: () => clearInterval(sweeps) }

  async function sweep(): Promise<void> {
    const socketsOf = new Map<string, ChatSocket[]>()
    for (const socket of io.of('/').sockets.values()) {
      const others = socketsOf.get(socket.data.sessionId)
      if (others) others.push(socket)
      else socketsOf.set(socket.data.sessionId, [socket])
    }
    const all = [...socketsOf.values()]
    for (let from = 0; from < all.length; from += AT_ONCE) {
      await Promise.all(all.slice(from, from + AT_ONCE).map(look))
    }
  }

  /** @param sockets all of one session */
  async function look(sockets: readonly ChatSocket[]): Promise<void> {
    const [first] = sockets
    if (first === undefined) return
    const { sessionId, account } = first.data
    const leftMs = await sessions.lifeLeft({ sessionId, account })
    if (leftMs === 0) {
      for (const socket of sockets) {
        socket.emit('session:revoked')
        socket.disconnect(true)
      }
    } else if (leftMs < fullLifeMs - TOUCH_MS) await sessions.touch(sessionId, account)
  }
}
