import type {
  Account,
  ChangePassword,
  Credentials,
  Guest,
  Register,
  ResetPassword,
  SignUpWays,
} from '@hubbub/shared'
import {
  ChangePasswordSchema,
  CredentialsSchema,
  GuestSchema,
  RegisterSchema,
  ResetPasswordSchema,
} from '@hubbub/shared/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type AccountRules, FIRST_GENERATION } from '../chat/accounts.js'
import { nameSkeleton, normalizeName } from '../chat/names.js'
import type { ResetPasswordRule } from '../chat/password-resets.js'
import type { Session, SignedIn, SignInThrottles } from '../chat/ports.js'
import type { SignUpRules } from '../chat/sign-up.js'
import { type OwnSessionDeps, registerOwnSessionRoutes } from './own-session-routes.js'
import { type ProviderDeps, registerProviderRoutes } from './provider-routes.js'
import type { Sessions } from './session.js'
import { createMustBeSignedIn } from './signed-in.js'

export interface AuthDeps extends OwnSessionDeps {
  sessions: Sessions
  accounts: AccountRules
  throttles: SignInThrottles
  signUp: Pick<SignUpRules, 'ways'>
  resetPassword: ResetPasswordRule
  /** null: nobody signs in through one. */
  byProvider: ProviderDeps | null
  /** Ends the connections of all sessions of the account but this one. */
  otherSessionsEnded: (spared: Session) => void
}

export function registerAuthRoutes(app: FastifyInstance, deps: AuthDeps): void {
  const { sessions, accounts, ownSessions, throttles, signUp, resetPassword, byProvider } = deps
  const { sessionEnded, otherSessionsEnded } = deps
  const mustBeSignedIn = createMustBeSignedIn(sessions, accounts)

  app.post<{ Body: Register }>(
    '/api/auth/register',
    { schema: { body: RegisterSchema } },
    async (request, reply) => {
      await throttles.fromAddress(request.ip)
      return reply.status(201).send(await enter(request, await accounts.register(request.body)))
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
      const signedIn = await accounts.logIn(request.body)
      await throttles.succeeded(name, request.ip)
      return signIn(request, signedIn)
    },
  )

  app.post<{ Body: Guest }>('/api/auth/guest', { schema: { body: GuestSchema } }, async (request, reply) => {
    await throttles.fromAddress(request.ip)
    return reply.status(201).send(await enter(request, await accounts.enterAsGuest(request.body)))
  })

  app.post('/api/auth/logout', async (request, reply) => {
    const account = sessions.signedIn(request.raw)?.account
    if (account) await accounts.ends(account)
    const ended = await sessions.end(request.raw)
    if (ended !== null) sessionEnded(ended)
    if (account) await accounts.ended(account)
    return reply.status(204).send()
  })

  app.post<{ Body: ChangePassword }>(
    '/api/auth/password',
    { schema: { body: ChangePasswordSchema } },
    async (request, reply) => {
      const session = await mustBeSignedIn(request)
      const name = nameSkeleton(session.account.name)
      await throttles.fromAddress(request.ip)
      // Guesses at one account, as those of a log-in: whoever has stolen a session must not find out the password with it.
      await throttles.forName(name, request.ip)
      await accounts.changePassword(session, request.body)
      otherSessionsEnded(session)
      await throttles.succeeded(name, request.ip)
      return reply.status(204).send()
    },
  )

  app.post<{ Body: ResetPassword }>(
    '/api/auth/reset-password',
    { schema: { body: ResetPasswordSchema } },
    async request => {
      await throttles.fromAddress(request.ip)
      const signedIn = await resetPassword(request.body)
      // What others have guessed does not keep out whoever knows the password now.
      await throttles.succeeded(nameSkeleton(signedIn.account.name), request.ip)
      const account = await signIn(request, signedIn)
      // Not before there is a session to be spared: the signal may be late, and must not end its first connection.
      otherSessionsEnded(await mustBeSignedIn(request))
      return account
    },
  )

  app.post('/api/auth/logout-others', async (request, reply) => {
    const session = await mustBeSignedIn(request)
    await throttles.fromAddress(request.ip)
    await accounts.endOtherSessions(session)
    otherSessionsEnded(session)
    return reply.status(204).send()
  })

  registerOwnSessionRoutes(app, deps, mustBeSignedIn)

  if (byProvider !== null) registerProviderRoutes(app, byProvider, signIn)

  app.get(
    '/api/auth/ways',
    async (): Promise<SignUpWays> => ({ ways: signUp.ways, provider: byProvider?.provider.name ?? null }),
  )

  app.get('/api/auth/me', async request => {
    const { account } = await mustBeSignedIn(request)
    await accounts.keep(account)
    return account
  })

  function enter(request: FastifyRequest, account: Account): Promise<Account> {
    return signIn(request, { account, generation: FIRST_GENERATION })
  }

  async function signIn(request: FastifyRequest, signedIn: SignedIn): Promise<Account> {
    const before = sessions.signedIn(request.raw)
    await sessions.start(request.raw, signedIn, async session => {
      if (before !== null) await accounts.ends(before.account)
      const ended = await ownSessions.begins(session, request.headers['user-agent'] ?? '')
      for (const sessionId of ended) sessionEnded(sessionId)
    })
    if (before !== null) {
      sessionEnded(before.sessionId)
      await accounts.ended(before.account)
    }
    return signedIn.account
  }
}
