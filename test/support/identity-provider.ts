// An OpenID provider for tests: signs in whoever the test says, at once, and checks what a client has to prove to it.

import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface Person {
  sub: string
  /** Claims of the id token beside. */
  [claim: string]: unknown
}

export interface FakeIdentityProvider extends AsyncDisposable {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who signs in from now on; null: whoever it is does not want to. */
  person: Person | null
  /** Told only to who asks for it with the access token. */
  userInfo: Record<string, unknown> | null
  /** Spoils the claims of the next id tokens, or the token itself. */
  spoil: ((claims: Record<string, unknown>) => Record<string, unknown>) | 'signature' | null
  /** How it wants to be told the secret; null: it does not say. */
  secretIn: 'client_secret_post' | 'client_secret_basic' | null
  /** Answers nothing any more, or again. */
  isAway: boolean
  /** Of each that was sent here to sign in: what it asked for. */
  readonly asked: URLSearchParams[]
  /** Why tokens were refused. */
  readonly refusals: string[]
}

interface Grant {
  challenge: string
  nonce: string
  redirectUri: string
  person: Person
}

export async function startIdentityProvider(): Promise<FakeIdentityProvider> {
  const kid = 'a-key'
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const other = await generateKeyPair('RS256')
  const grants = new Map<string, Grant>()
  const people = new Map<string, Person>()

  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (provider.isAway) return void response.writeHead(503).end()
    void route(request, new URL(request.url ?? '', provider.issuer)).then(
      ({ status = 200, location, body }) =>
        location === undefined ? answer(status, body) : response.writeHead(302, { location }).end(),
      error => answer(500, { error: String(error) }),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const provider: FakeIdentityProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'hubbub',
    clientSecret: 'the secret of the client',
    person: { sub: 'nobody' },
    userInfo: null,
    spoil: null,
    secretIn: null,
    isAway: false,
    asked: [],
    refusals: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return provider

  async function route(
    request: IncomingMessage,
    { pathname, searchParams }: URL,
  ): Promise<{ status?: number; location?: string; body?: unknown }> {
    const { issuer } = provider
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return {
          body: {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/keys`,
            userinfo_endpoint: `${issuer}/me`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
            code_challenge_methods_supported: ['S256'],
            ...(provider.secretIn && { token_endpoint_auth_methods_supported: [provider.secretIn] }),
          },
        }
      case '/keys':
        return { body: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }] } }
      case '/authorize':
        return { location: authorize(searchParams) }
      case '/token':
        return token(new URLSearchParams(await text(request)), request.headers.authorization ?? '')
      case '/me': {
        const person = people.get((request.headers.authorization ?? '').replace('Bearer ', ''))
        return person === undefined ? { status: 401 } : { body: { sub: person.sub, ...provider.userInfo } }
      }
      default:
        return { status: 404 }
    }
  }

  function authorize(asked: URLSearchParams): string {
    provider.asked.push(asked)
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('state', asked.get('state') ?? '')
    if (provider.person === null) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomBytes(16).toString('base64url')
      grants.set(code, {
        challenge: asked.get('code_challenge') ?? '',
        nonce: asked.get('nonce') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        person: provider.person,
      })
      back.searchParams.set('code', code)
    }
    return back.href
  }

  async function token(
    given: URLSearchParams,
    authorization: string,
  ): Promise<{ status?: number; body: unknown }> {
    const code = given.get('code') ?? ''
    const grant = grants.get(code)
    // Good for once.
    grants.delete(code)
    const why = whyNot(given, grant, authorization)
    if (why !== null || grant === undefined) {
      provider.refusals.push(why ?? '')
      return { status: 400, body: { error: 'invalid_grant', error_description: why } }
    }
    const accessToken = randomBytes(16).toString('base64url')
    people.set(accessToken, grant.person)
    return {
      body: { access_token: accessToken, token_type: 'Bearer', id_token: await idToken(grant) },
    }
  }

  function whyNot(given: URLSearchParams, grant: Grant | undefined, authorization: string): string | null {
    if (grant === undefined) return 'no such code'
    // Each half is encoded as a form has it (RFC 6749, section 2.3.1).
    const [, inHeader = ''] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')
    const secret =
      provider.secretIn === 'client_secret_post'
        ? given.get('client_secret')
        : new URLSearchParams(`secret=${inHeader}`).get('secret')
    if (secret !== provider.clientSecret) return 'another secret'
    if (given.get('redirect_uri') !== grant.redirectUri) return 'another address'
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url')
    return challenge === grant.challenge ? null : 'another verifier'
  }

  function idToken({ nonce, person }: Grant): Promise<string> {
    const now = Math.floor(Date.now() / 1_000)
    const claims = { iss: provider.issuer, aud: provider.clientId, iat: now, exp: now + 60, nonce, ...person }
    const told = typeof provider.spoil === 'function' ? provider.spoil(claims) : claims
    const key = provider.spoil === 'signature' ? other.privateKey : privateKey
    return new SignJWT(told).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
  }
}
