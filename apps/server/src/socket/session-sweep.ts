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
/** A session is touched only once this much of its life (an hour at least) has passed: a write now and then, not with every sweep. */
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
    // In this order: also where Redis takes no writes, nobody is told anything whose session is over.
    const swept = sweepOnce().then(keepThoseDue)
    swept.then(
      () => again(Math.max(0, sweptAt + SWEEP_MS - now())),
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
    for (const group of groupsOf([...io.of('/').sockets.values()])) await endThoseOver(group)
    sweptAt = startedAt
  }

  async function keepThoseDue(): Promise<void> {
    const due = new Map<string, ChatSocket[]>()
    for (const socket of io.of('/').sockets.values()) {
      if (!isDue(socket)) continue
      const others = due.get(socket.data.sessionId)
      if (others) others.push(socket)
      else due.set(socket.data.sessionId, [socket])
    }
    for (const group of groupsOf([...due.values()])) await Promise.all(group.map(keep))
  }

  async function endThoseOver(sockets: readonly ChatSocket[]): Promise<void> {
    const over = await sessions.over(sockets.map(sessionOf))
    for (const socket of sockets) {
      if (!over.has(socket.data.sessionId)) continue
      socket.emit('session:revoked')
      socket.disconnect(true)
    }
  }

  /** Whether it is not known that the session has had less than TOUCH_MS of its life. */
  function isDue({ data: { sessionEndsAt = 0 } }: ChatSocket): boolean {
    return sessionEndsAt - now() < fullLifeMs - TOUCH_MS
  }

  /** @param sockets all of one session */
  async function keep(sockets: readonly ChatSocket[]): Promise<void> {
    const [first] = sockets
    if (first === undefined) return
    const session = sessionOf(first)
    let leftMs = await sessions.lifeLeft(session)
    // Something else may have touched it meanwhile.
    if (leftMs > 0 && leftMs < fullLifeMs - TOUCH_MS) {
      await sessions.touch(session.sessionId, session.account)
      leftMs = fullLifeMs
    }
    for (const socket of sockets) socket.data.sessionEndsAt = now() + leftMs
  }
}

function sessionOf({ data: { sessionId, account, generation } }: ChatSocket): Session {
  return { sessionId, account, generation }
}

function groupsOf<Item>(all: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, index) =>
    all.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  )
}
