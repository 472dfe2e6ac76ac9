// The sessions of one account: where somebody is signed in, and how one of them ends another.

import { hash } from 'node:crypto'
import { ChatError, type OwnSession } from '@hubbub/shared'
import type { Accounts, CookieSessions, KnownSession, KnownSessions, Session } from './ports.js'

/** More than one person has browsers. Of more, those that began last are told of; all end with `endOtherSessions`. */
const KNOWN_MAX = 100
/** A session is known before it can be used: that it cannot be used yet does not mean that it has ended. */
const BEGINNING_MS = 60_000
const USER_AGENT_MAX_LENGTH = 300

export interface OwnSessionRules {
  /** Call it before the session can be used, so that none is unknown to its owner. */
  begins(session: Session, userAgent: string): Promise<void>
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
      if (session.account.kind === 'guest') return
      const living = await putAway(session)
      const tooMany = living.toSorted((a, b) => b.startedAt - a.startedAt).slice(KNOWN_MAX - 1)
      await forget(session, tooMany)
      await add(session, userAgent)
    },

    async list(session, userAgent) {
      mustBeRegistered(session)
      const living = await putAway(session)
      // It began before sessions were known.
      if (!living.some(({ sessionId }) => sessionId === session.sessionId)) {
        await add(session, userAgent)
        living.push(...(await withLife(session, [knownOf(session, userAgent)])))
      }
      return living
        .map(({ sessionId, leftMs, ...about }) => ({
          handle: handleOf(sessionId),
          userAgent: about.userAgent,
          startedAt: about.startedAt,
          usedAt: Math.max(about.startedAt, now() - (fullLifeMs - leftMs)),
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

  function add(session: Session, userAgent: string): Promise<void> {
    return known.add(session.account.userId, knownOf(session, userAgent))
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
        const [leftMs, isCurrent] = await Promise.all([
          sessions.lifeLeft(sessionId),
          accounts.isCurrent({ sessionId, account, generation }),
        ])
        return { ...each, leftMs: isCurrent ? leftMs : 0 }
      }),
    )
  }
}

/** 132 bits: nobody finds another session with the same, nor the session by it. */
function handleOf(sessionId: string): string {
  return hash('sha256', sessionId, 'base64url').slice(0, 22)
}

// A guest is one session.
function mustBeRegistered({ account }: Session): void {
  if (account.kind !== 'registered') throw new ChatError('not_registered', 'A guest has no other sessions.')
}
