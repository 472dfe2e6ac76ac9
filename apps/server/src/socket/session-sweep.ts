// Closes the connections of sessions that have ended, also when the signal of that was lost; and keeps the sessions of
// those who are connected from ending, since someone who only chats makes no HTTP request for hours. Always true: who
// waits for `upToDate` before telling entries tells none to a session that ended longer than 10 s ago, however long
// Redis was away in between.

import type { Account } from '@hubbub/shared'
import type { Session } from '../chat/ports.js'
import type { Log } from '../log.js'
import type { ChatServer, ChatSocket } from '../sockets.js'

/** Leaves time to spare until the 10 s of rule S1. */
const SWEEP_MS = 8_000
const OVERDUE_AFTER_MS = 9_000
/** After a sweep that Redis did not answer. */
const RETRY_MS = 1_000
/** So much of its life may pass before a session is touched: a write now and then, not with every sweep. */
const TOUCH_MS = 10 * 60_000
/** Together they cost a fraction; all of them together would keep Redis from others. */
const AT_ONCE = 100

export interface Sessions {
  /** Milliseconds until the session, or a guest's account before it, ends; 0: it has, or was ended by another one. */
  lifeLeft(session: Session): Promise<number>
  /** The ids of those for which `lifeLeft` is 0; for many at once it costs a fraction. */
  over(sessions: readonly Session[]): Promise<ReadonlySet<string>>
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
  /** A clock that never goes back. */
  now: () => number
  /** What a touch gives. */
  fullLifeMs: number
}): SessionSweep {
  const { io, sessions, logger, now, fullLifeMs } = options
  let sweptAt = now()
  let underWay: Promise<void> | null = null
  let isStopped = false
  let next = setTimeout(tick, SWEEP_MS)

  return {
    async upToDate() {
      if (now() - sweptAt > OVERDUE_AFTER_MS) await sweepOnce()
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
    const startedAt = now()
    const all = [...io.of('/').sockets.values()]
    for (let from = 0; from < all.length; from += AT_ONCE) await look(all.slice(from, from + AT_ONCE))
    sweptAt = startedAt
  }

  async function look(sockets: readonly ChatSocket[]): Promise<void> {
    const over = await sessions.over(sockets.map(sessionOf))
    const isOver = ({ data }: ChatSocket) => over.has(data.sessionId)
    for (const socket of sockets.filter(isOver)) end(socket)
    await Promise.all(sockets.filter(socket => !isOver(socket) && mayHaveToBeTouched(socket)).map(touch))
  }

  function end(socket: ChatSocket): void {
    socket.emit('session:revoked')
    socket.disconnect(true)
  }

  /** Whether the session has lived for so long since this last knew how much life it has left. */
  function mayHaveToBeTouched({ data: { sessionEndsAt = 0 } }: ChatSocket): boolean {
    return sessionEndsAt - now() < fullLifeMs - TOUCH_MS
  }

  async function touch(socket: ChatSocket): Promise<void> {
    const session = sessionOf(socket)
    let leftMs = await sessions.lifeLeft(session)
    // Something else may have touched it meanwhile.
    if (leftMs > 0 && leftMs < fullLifeMs - TOUCH_MS) {
      await sessions.touch(session.sessionId, session.account)
      leftMs = fullLifeMs
    }
    socket.data.sessionEndsAt = now() + leftMs
  }
}

function sessionOf({ data: { sessionId, account, generation } }: ChatSocket): Session {
  return { sessionId, account, generation }
}
