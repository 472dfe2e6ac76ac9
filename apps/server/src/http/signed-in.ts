import { ChatError } from '@hubbub/shared'
import type { FastifyRequest } from 'fastify'
import type { AccountRules } from '../chat/accounts.js'
import type { Session } from '../chat/ports.js'
import type { Sessions } from './session.js'

/** @throws ChatError unauthenticated */
export type MustBeSignedIn = (request: FastifyRequest) => Promise<Session>

export function createMustBeSignedIn(
  sessions: Sessions,
  accounts: Pick<AccountRules, 'lifeLeft'>,
): MustBeSignedIn {
  return async request => {
    const session = sessions.signedIn(request.raw)
    if (session === null) throw new ChatError('unauthenticated', 'Nobody is signed in.')
    if ((await accounts.lifeLeft(session)) > 0) return session
    await sessions.end(request.raw)
    throw new ChatError('unauthenticated', 'Your session has ended.')
  }
}
