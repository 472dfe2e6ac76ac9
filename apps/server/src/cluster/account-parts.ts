// Joins what accounts and sessions are made of in a worker, for HTTP, for the engine and for the sweep.

import { createAccountRules } from '../chat/accounts.js'
import { createEnterByIdentity } from '../chat/identities.js'
import type { BeginReadingRule } from '../chat/mark-read.js'
import { createOpenAccount } from '../chat/open-account.js'
import { createOperators } from '../chat/operators.js'
import { createOwnSessionRules } from '../chat/own-sessions.js'
import { createMakePasswordReset, createResetPassword } from '../chat/password-resets.js'
import { createPasswords } from '../chat/passwords.js'
import { createSignUpRules } from '../chat/sign-up.js'
import type { Config } from '../config.js'
import { createTrustedOrigin } from '../http/origin.js'
import { CALLBACK_PATH, type ProviderDeps } from '../http/provider-routes.js'
import { createSessions } from '../http/session.js'
import { createOpenIdProvider } from '../identity/open-id-provider.js'
import type { Log } from '../log.js'
import type { Stores } from '../redis/open-stores.js'
import type { Gate } from '../socket/io-server.js'
import type { Sessions as SweptSessions } from '../socket/session-sweep.js'

export async function createAccountParts(
  config: Config,
  stores: Stores,
  beginReading: BeginReadingRule,
  logger: Log,
) {
  const httpsOnly = config.publicUrl?.startsWith('https:') ?? false
  const isTrustedOrigin = createTrustedOrigin(config.publicUrl, config.allowedOrigins)
  const sessions = createSessions({
    store: stores.sessions.store,
    secrets: config.sessionSecrets,
    maxAgeMs: config.sessionMaxAgeMs,
    behindProxy: config.trustProxy !== false,
    httpsOnly,
  })
  const signUp = createSignUpRules({ ways: config.signUp, invitations: stores.invitations, now: Date.now })
  const openAccount = createOpenAccount({ ...stores, beginReading, now: Date.now })
  const passwords = await createPasswords()
  const accounts = createAccountRules(
    { ...stores, signUp, openAccount, passwords },
    Math.ceil(config.sessionMaxAgeMs / 1_000),
    Date.now,
  )
  const ownSessions = createOwnSessionRules({
    known: stores.knownSessions,
    sessions: stores.sessions,
    accounts: stores.accounts,
    fullLifeMs: config.sessionMaxAgeMs,
    now: Date.now,
  })
  const lifeLeft: SweptSessions['lifeLeft'] = async session =>
    Math.min(
      ...(await Promise.all([stores.sessions.lifeLeft(session.sessionId), accounts.lifeLeft(session)])),
    )

  const gate: Gate = {
    isTrustedOrigin,
    loadSession: sessions.middleware,
    signedIn: sessions.signedIn,
    sessionCookie: sessions.cookie,
    isStillSignedIn: async session => (await lifeLeft(session)) > 0,
  }
  const swept: SweptSessions = {
    lifeLeft,
    async over(these) {
      const [ended, over] = await Promise.all([
        stores.sessions.ended(these.map(({ sessionId }) => sessionId)),
        accounts.over(these),
      ])
      return new Set([...ended, ...over.map(({ sessionId }) => sessionId)])
    },
    async touch(sessionId, account) {
      await stores.sessions.touch(sessionId)
      await accounts.keep(account)
    },
  }
  return {
    httpsOnly,
    isTrustedOrigin,
    accounts,
    signUp,
    makePasswordReset: createMakePasswordReset({ ...stores, now: Date.now }),
    /** What their HTTP routes need of it. */
    routes: {
      sessions,
      accounts,
      signUp,
      resetPassword: createResetPassword({ ...stores, passwords }),
      ownSessions,
      byProvider: providerDeps(),
    },
    gate,
    swept,
  }
  function providerDeps(): ProviderDeps | null {
    const { openId, publicUrl, admins, sessionMaxAgeMs } = config
    if (openId === null || publicUrl === null) return null
    const redirectUri = `${publicUrl}${CALLBACK_PATH}`
    return {
      provider: createOpenIdProvider({ setting: openId, redirectUri, logger, now: () => performance.now() }),
      enterByIdentity: createEnterByIdentity({
        ...stores,
        openAccount,
        mayOperate: createOperators(admins, false),
        sessionMs: sessionMaxAgeMs,
        now: Date.now,
      }),
      throttles: stores.throttles,
      isTrustedOrigin,
      publicUrl,
    }
  }
}
