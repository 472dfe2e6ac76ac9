// Signs people in through an OpenID provider (OpenID Connect Core 1.0, authorization code with PKCE). What it says is checked by
// `openid-client`: signature, issuer, audience, times, nonce and state.

import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { IdentityProvider } from '../chat/ports.js'
import type { OpenIdSetting } from '../open-id-setting.js'

const TIMEOUT_SECONDS = 8
const SCOPE = 'openid profile email'
/** Claims that say what somebody is called, the best first. */
const NAME_CLAIMS = ['preferred_username', 'nickname', 'name', 'given_name', 'email'] as const

/** @param redirectUri where the provider sends people back to; registered there */
export function createOpenIdProvider(setting: OpenIdSetting, redirectUri: string): IdentityProvider {
  const { issuer, clientId, clientSecret, name } = setting
  let known: Promise<Configuration> | null = null

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
        const { iss, sub } = claims
        let names = namesIn(claims)
        // Some tell it only when they are asked for it.
        if (names.length === 0 && configuration.serverMetadata().userinfo_endpoint !== undefined)
          names = namesIn(await fetchUserInfo(configuration, tokens.access_token, sub))
        return { provider: name, issuer: iss, subject: sub, names }
      } catch (error) {
        if (error instanceof AuthorizationResponseError && error.error === 'access_denied') return null
        throw error
      }
    },
  }

  /** Asked for when it is needed, so that a provider that is away keeps no worker from its start. */
  function configured(): Promise<Configuration> {
    known ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      execute: [
        // Signatures are checked, although tokens come from the provider itself, over TLS.
        enableNonRepudiationChecks,
        // The settings allow that on this machine only.
        ...(issuer.startsWith('http:') ? [allowInsecureRequests] : []),
      ],
    }).catch(error => {
      known = null
      throw error
    })
    return known
  }
}

function namesIn(claims: Readonly<Record<string, unknown>>): string[] {
  return NAME_CLAIMS.flatMap(claim => {
    const name = claims[claim]
    return typeof name === 'string' && name.trim() !== '' ? [name] : []
  })
}
