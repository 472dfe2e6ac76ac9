// Signs people in through an OpenID provider (OpenID Connect Core 1.0, authorization code with PKCE). What it says is checked by
// `openid-client`: signature, issuer, audience, times, nonce and state.

import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Identity, IdentityProvider } from '../chat/ports.js'
import type { Log } from '../log.js'
import type { OpenIdSetting } from '../open-id-setting.js'

/** Of each request: a sign-in may need four, and proxies wait for 30 s. */
const TIMEOUT_SECONDS = 5
/** How long it is taken for granted what the provider can do, and where. */
const KNOWN_MS = 60 * 60_000
const SCOPE = 'openid profile email'
/** Claims that say what somebody is called, the best first; the last one only when there is nothing else. */
const NAME_CLAIMS = ['preferred_username', 'nickname', 'name', 'given_name'] as const
const LAST_CLAIM = 'email'
/** What a provider says of a failure is told the operator, and may be long. */
const REASON_MAX_LENGTH = 300

type Claims = Readonly<Record<string, unknown>>

/** @param redirectUri where the provider sends people back to; registered there @param now milliseconds on a clock that only goes forward */
export function createOpenIdProvider(options: {
  setting: OpenIdSetting
  redirectUri: string
  logger: Log
  now: () => number
}): IdentityProvider {
  const { setting, redirectUri, logger, now } = options
  const { issuer, clientId, clientSecret, name } = setting
  let known: { configuration: Promise<Configuration>; until: number } | null = null

  return {
    name,
    async begin() {
      const configuration = await configured()
      const proof = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state: proof.state,
        nonce: proof.nonce,
        code_challenge: await calculatePKCECodeChallenge(proof.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, proof }
    },
    async finish(answer, { state, nonce, verifier }) {
      const configuration = await configured()
      try {
        const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}?${answer}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new Error('no id token')
        return identityOf(claims, () => fetchUserInfo(configuration, tokens.access_token, claims.sub))
      } catch (error) {
        if (!(error instanceof AuthorizationResponseError && error.error === 'access_denied'))
          throw new Error(reasonOf(error))
        // Most changed their mind; some may not use this client there.
        logger.info({ reason: reasonOf(error) }, 'the identity provider vouches for nobody')
        return null
      }
    },
  }

  function identityOf(claims: Claims & { iss: string; sub: string }, ask: () => Promise<Claims>): Identity {
    return {
      provider: name,
      issuer: claims.iss,
      subject: claims.sub,
      async names() {
        const told = namesIn(claims, NAME_CLAIMS)
        if (told.length > 0) return told
        // Some tell them only when they are asked.
        const asked = await ask().catch((error: unknown): Claims => {
          logger.warn({ reason: reasonOf(error) }, 'the identity provider tells no names')
          return {}
        })
        return [...namesIn(asked, NAME_CLAIMS), ...namesIn({ ...claims, ...asked }, [LAST_CLAIM])]
      },
    }
  }

  /** Asked for when it is needed, so that a provider that is away keeps no worker from its start. */
  function configured(): Promise<Configuration> {
    if (known !== null && known.until > now()) return known.configuration
    const one = { configuration: discover(), until: now() + KNOWN_MS }
    known = one
    one.configuration.catch(() => {
      one.until = 0
    })
    return one.configuration
  }

  function discover(): Promise<Configuration> {
    return discovery(new URL(issuer), clientId, clientSecret, asTheProviderWants(clientSecret), {
      timeout: TIMEOUT_SECONDS,
      execute: [
        // Signatures are checked, although tokens come from the provider itself, over TLS.
        enableNonRepudiationChecks,
        // The settings allow that on this machine only.
        ...(new URL(issuer).protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    })
  }
}

/** In a header, unless the provider says that it takes it in the body (OpenID Connect Discovery 1.0, section 3). */
function asTheProviderWants(secret: string): ClientAuth {
  const [inBody, inHeader] = [ClientSecretPost(secret), ClientSecretBasic(secret)]
  return (provider, ...request) => {
    const methods = provider.token_endpoint_auth_methods_supported ?? []
    const way = methods.includes('client_secret_post') ? inBody : inHeader
    way(provider, ...request)
  }
}

function namesIn(claims: Claims, wanted: readonly string[]): string[] {
  return wanted.flatMap(claim => {
    const name = claims[claim]
    return typeof name === 'string' && name.trim() !== '' ? [name] : []
  })
}

/** What the provider said, for the log: no code and no token is ever in it. */
function reasonOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: description = '' } = error
    return `${error.message}: ${code} ${description}`.slice(0, REASON_MAX_LENGTH)
  }
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return `${String(error)}${code}`.slice(0, REASON_MAX_LENGTH)
}
