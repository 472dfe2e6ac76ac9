import { type Account, ChatError, type Credentials, type Guest } from '@hubbub/shared'
import { CredentialsSchema, GuestSchema } from '@hubbub/shared/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccountRules } from '../chat/accounts.js'
import { nameSkeleton, normalizeName } from '../chat/names.js'
import type { SignInThrottles } from '../chat/ports.js'
import type { Sessions } from './session.js'

export interface AuthDeps {
  sessions: Sessions
  accounts: AccountRules
  throttles: SignInThrottles
  /** Ends the connections of a session that has ended. */
  sessionEnded: (sessionId: string) => void
}

export function registerAuthRoutes(app: FastifyInstance, deps: AuthDeps): void {
  const { sessions, accounts, throttles, sessionEnded } = deps

  app.post<{ Body: Credentials }>(
    '/api/auth/register',
    { schema: { body: CredentialsSchema } },
    async (request, reply) => {
      await throttles.fromAddress(request.ip)
      return reply.status(201).send(await signIn(request, await accounts.register(request.body)))
    },
  )

  app.post<{ Body: Credentials }>(
    '/api/auth/login',
    { schema: { body: CredentialsSchema } },
    async request => {
      // However it is spelt, it is one account that is guessed at.
      const name = nameSkeleton(normalizeName(request.body.name))
      await throttles.fromAddress(request.ip)
      await throttles.forName(name, request.ip)
      const account = await accounts.logIn(request.body)
      await throttles.succeeded(name, request.ip)
      return signIn(request, account)
    },
  )

  app.post<{ Body: Guest }>('/api/auth/guest', { schema: { body: GuestSchema } }, async (request, reply) => {
    await throttles.fromAddress(request.ip)
    return reply.status(201).send(await signIn(request, await accounts.enterAsGuest(request.body)))
  })

  app.post('/api/auth/logout', async (request, reply) => {
    const account = sessions.signedIn(request.raw)?.account
    const ended = await sessions.end(request.raw)
    if (ended !== null) sessionEnded(ended)
    if (account) await accounts.ended(account)
    return reply.status(204).send()
  })

  app.get('/api/auth/me', async request => {
    const signedIn = sessions.signedIn(request.raw)
    if (signedIn === null) throw new ChatError('unauthenticated', 'Nobody is signed in.')
    if ((await accounts.lifeLeft(signedIn.account)) === 0) {
      await sessions.end(request.raw)
      throw new ChatError('unauthenticated', 'Your time as a guest has ended.')
    }
    await accounts.keep(signedIn.account)
    return signedIn.account
  })

  async function signIn(request: FastifyRequest, account: Account): Promise<Account> {
    const before = sessions.signedIn(request.raw)
    await sessions.start(request.raw, account)
    if (before !== null) {
      sessionEnded(before.sessionId)
      await accounts.ended(before.account)
    }
    return account
  }
}
