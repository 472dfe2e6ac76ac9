// The sessions of one account: where somebody is signed in, and how one of them ends another.

import { hash } from 'node:crypto'
import { ChatError, type OwnSession } from '@hubbub/shared'
import { mustBeRegistered } from './accounts.js'
import type { Accounts, CookieSessions, KnownSession, KnownSessions, Session } from './ports.js'

/** More than one person has browsers. One more ends the one used longest ago: none may live that its owner is not told of. */
const SESSIONS_MAX = 100
/** A new session is listed before it is saved: do not take it for an ended one. */
const BEGINNING_MS = 60_000
const USER_AGENT_MAX_LENGTH = 300

export interface OwnSessionRules {
  /** Call it before the session can be used, so that none is unknown to its owner. @returns the ids of those that have ended for it */
  begins(session: Session, userAgent: string): Promise<readonly string[]>
  /** @param userAgent of who asks @throws ChatError not_registered */
  list(session: Session, userAgent: string): Promise<OwnSession[]>
  /** @returns the id of the other session, which has ended @throws ChatError not_registered, not_found */
  end(session: Session, handle: string): Promise<string>
}

export function createOwnSessionRules(deps: {
  known: KnownSessions
  sessions: CookieSessions
  accounts: Pick<Accounts, 'isCurrent'>
  /** Of a session that has just been used. */
  fullLifeMs: number
  now: () => number
}): OwnSessionRules {
  const { known, sessions, accounts, fullLifeMs, now } = deps

  return {
    async begins(session, userAgent) {
      if (session.account.kind === 'guest') return []
      const living = await putAway(session)
      const tooMany = living.toSorted((a, b) => b.leftMs - a.leftMs).slice(SESSIONS_MAX - 1)
      await Promise.all(tooMany.map(({ sessionId }) => sessions.end(sessionId)))
      await forget(session, tooMany)
      await known.add(session.account.userId, knownOf(session, userAgent))
      return tooMany.map(({ sessionId }) => sessionId)
    },

    async list(session, userAgent) {
      mustBeRegistered(session)
      const living = await putAway(session)
      if (!living.some(({ sessionId }) => sessionId === session.sessionId)) {
        // It began before sessions were known.
        const own = knownOf(session, userAgent)
        await known.add(session.account.userId, own)
        living.push({ ...own, leftMs: fullLifeMs })
      }
      return living
        .map(({ sessionId, userAgent, startedAt, leftMs }) => ({
          handle: handleOf(sessionId),
          userAgent,
          startedAt,
          // One that began under another setting may have more life than a full one.
          usedAt: Math.max(startedAt, Math.min(now(), now() - (fullLifeMs - leftMs))),
          isThis: sessionId === session.sessionId,
        }))
        .sort((a, b) => Number(b.isThis) - Number(a.isThis) || b.usedAt - a.usedAt)
    },

    async end(session, handle) {
      mustBeRegistered(session)
      const all = await known.of(session.account.userId)
      const other = all.find(({ sessionId }) => handleOf(sessionId) === handle)
      if (other === undefined || other.sessionId === session.sessionId)
        throw new ChatError('not_found', 'You have no such other session.')
      await sessions.end(other.sessionId)
      await forget(session, [other])
      return other.sessionId
    },
  }

  function knownOf({ sessionId, generation }: Session, userAgent: string): KnownSession {
    return {
      sessionId,
      generation,
      userAgent: userAgent.slice(0, USER_AGENT_MAX_LENGTH),
      startedAt: now(),
    }
  }

  async function forget({ account }: Session, ended: readonly KnownSession[]): Promise<void> {
    const ids = ended.map(({ sessionId }) => sessionId)
    if (ids.length > 0) await known.forget(account.userId, ids)
  }

  /** @returns those that have not ended; the others are forgotten */
  async function putAway(session: Session) {
    const all = await withLife(session, await known.of(session.account.userId))
    await forget(
      session,
      all.filter(({ leftMs, startedAt }) => leftMs === 0 && now() - startedAt > BEGINNING_MS),
    )
    return all.filter(({ leftMs }) => leftMs > 0)
  }

  function withLife({ account }: Session, all: readonly KnownSession[]) {
    return Promise.all(
      all.map(async each => {
        const { sessionId, generation } = each
        const leftMs = await sessions.lifeLeft(sessionId)
        const isLiving = leftMs > 0 && (await accounts.isCurrent({ sessionId, account, generation }))
        return { ...each, leftMs: isLiving ? leftMs : 0 }
      }),
    )
  }
}

/** 132 bits: nobody finds another session with the same, nor the session by it. */
function handleOf(sessionId: string): string {
  return hash('sha256', sessionId, 'base64url').slice(0, 22)
}
