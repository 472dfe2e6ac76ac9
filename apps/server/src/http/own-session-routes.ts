// Where the owner of an account is signed in, and signing out there: rule S5.

import type { EndSession, OwnSessions } from '@hubbub/shared'
import { EndSessionSchema } from '@hubbub/shared/schemas'
import type { FastifyInstance } from 'fastify'
import type { OwnSessionRules } from '../chat/own-sessions.js'
import type { SignInThrottles } from '../chat/ports.js'
import type { MustBeSignedIn } from './signed-in.js'

export interface OwnSessionDeps {
  ownSessions: OwnSessionRules
  throttles: Pick<SignInThrottles, 'fromAddress'>
  /** Ends the connections of a session that has ended. */
  sessionEnded: (sessionId: string) => void
}

export function registerOwnSessionRoutes(
  app: FastifyInstance,
  { ownSessions, throttles, sessionEnded }: OwnSessionDeps,
  mustBeSignedIn: MustBeSignedIn,
): void {
  app.get('/api/auth/sessions', async (request): Promise<OwnSessions> => {
    const session = await mustBeSignedIn(request)
    return { sessions: await ownSessions.list(session, request.headers['user-agent'] ?? '') }
  })

  app.post<{ Body: EndSession }>(
    '/api/auth/sessions/end',
    { schema: { body: EndSessionSchema } },
    async (request, reply) => {
      const session = await mustBeSignedIn(request)
      await throttles.fromAddress(request.ip)
      sessionEnded(await ownSessions.end(session, request.body.handle))
      return reply.status(204).send()
    },
  )
}
