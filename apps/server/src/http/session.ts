// The one express-session middleware, given to both HTTP and Engine.IO, and what is asked of a request's session.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '@hubbub/shared'
import { parse as parseCookies } from 'cookie'
import session from 'express-session'
import type { Session, SignedIn } from '../chat/ports.js'

declare module 'express-session' {
  interface SessionData {
    account: Account
    generation: number
  }
}
declare module 'node:http' {
  interface IncomingMessage {
    session?: session.Session & Partial<session.SessionData>
  }
}

export type SessionMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

export interface Sessions {
  middleware: SessionMiddleware
  signedIn(request: IncomingMessage): Session | null
  /** The signed cookie value, unchecked; undefined when there is none. */
  cookie(request: IncomingMessage): string | undefined
  /**
   * Starts a new session, so that an id known before sign-in is worth nothing after it.
   *
   * @param begins comes before the session can be used; when it throws, nobody is signed in
   */
  start(
    request: IncomingMessage,
    signedIn: SignedIn,
    begins: (session: Session) => Promise<void>,
  ): Promise<void>
  /** @returns the id of the session that ended; null when nobody was signed in */
  end(request: IncomingMessage): Promise<string | null>
}

export function createSessions(options: {
  store: session.Store
  secrets: readonly string[]
  maxAgeMs: number
  behindProxy: boolean
  httpsOnly: boolean
}): Sessions {
  const { store, secrets, maxAgeMs, behindProxy, httpsOnly } = options
  // The prefix makes browsers refuse the cookie unless it is Secure, for the whole site, and of this host alone.
  const cookieName = httpsOnly ? '__Host-hubbub' : 'hubbub'
  const middleware: unknown = session({
    name: cookieName,
    store,
    secret: [...secrets],
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: behindProxy,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: httpsOnly ? true : 'auto',
      path: '/',
      maxAge: maxAgeMs,
    },
  })

  return {
    // Typed for Express, but asks nothing of a request that Node's own does not have.
    middleware: onceAnswered(middleware as SessionMiddleware),
    signedIn,

    cookie: request => parseCookies(request.headers.cookie ?? '')[cookieName],

    async start(request, { account, generation }, begins) {
      await done(finished => request.session?.regenerate(finished))
      if (!request.session) throw new Error('express-session made no session')
      await begins({ sessionId: request.session.id, account, generation })
      Object.assign(request.session, { account, generation })
      await done(finished => request.session?.save(finished))
    },

    async end(request) {
      const ended = signedIn(request)?.sessionId ?? null
      await done(finished => request.session?.destroy(finished))
      return ended
    },
  }
}

/**
 * express-session calls `next` once more when a session could not be saved as the answer left. By then the request is over,
 * and whoever saved the session has been told by the store.
 */
function onceAnswered(middleware: SessionMiddleware): SessionMiddleware {
  return (request, response, next) => {
    let isCalled = false
    middleware(request, response, error => {
      if (isCalled) return
      isCalled = true
      next(error)
    })
  }
}

function signedIn({ session: current }: IncomingMessage): Session | null {
  if (!current?.account) return null
  return { sessionId: current.id, account: current.account, generation: current.generation ?? 0 }
}

function done(work: (finished: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work(error => (error ? reject(error) : resolve())))
}
