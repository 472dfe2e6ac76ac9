// Signing in through an identity provider: rules A8 and A9. The browser is sent there, and comes back with what it was given.

import { ChatError } from '@hubbub/shared'
import { parse as parseCookies, serialize } from 'cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EnterByIdentity } from '../chat/identities.js'
import type { IdentityProvider, SignedIn, SignInProof, SignInThrottles } from '../chat/ports.js'
import type { TrustedOrigin } from './origin.js'

export const PROVIDER_PATH = '/api/auth/provider'
export const CALLBACK_PATH = `${PROVIDER_PATH}/callback`
/** How long somebody may take to sign in there. */
const BEGUN_SECONDS = 15 * 60
/** A place in the page: no other site, and nothing that could be taken for one. */
const PLACE = /^#\/(?:cluster|room\/[\w-]{1,32}(?:\/[\w-]{1,60})?)$/
/** base64url, as the library makes them. */
const PROOF = /^([\w-]{20,200})\.([\w-]{20,200})\.([\w-]{20,200})\.(\S*)$/

export interface ProviderDeps {
  provider: IdentityProvider
  enterByIdentity: EnterByIdentity
  throttles: Pick<SignInThrottles, 'fromAddress'>
  isTrustedOrigin: TrustedOrigin
  httpsOnly: boolean
}

interface Begun {
  proof: SignInProof
  /** Where in the page it began. */
  place: string
}

/** @param signIn starts a session for who has signed in */
export function registerProviderRoutes(
  app: FastifyInstance,
  { provider, enterByIdentity, throttles, isTrustedOrigin, httpsOnly }: ProviderDeps,
  signIn: (request: FastifyRequest, signedIn: SignedIn) => Promise<unknown>,
): void {
  const cookieName = httpsOnly ? '__Host-hubbub-sign-in' : 'hubbub-sign-in'

  app.get<{ Querystring: { place?: unknown } }>(PROVIDER_PATH, async (request, reply) => {
    const place = placeOf(request.query.place)
    // Another site is not to have somebody signed in as somebody else.
    if (!isTrustedOrigin(request.raw)) return reply.redirect('/')
    return orTell(request, reply, place, async () => {
      await throttles.fromAddress(request.ip)
      const { url, proof } = await provider.begin()
      keep(reply, { proof, place })
      return reply.redirect(url)
    })
  })

  app.get(CALLBACK_PATH, async (request, reply) => {
    const begun = begunIn(request)
    keep(reply, null)
    if (begun === null) return tell(reply, 'expired', '')
    return orTell(request, reply, begun.place, async () => {
      await throttles.fromAddress(request.ip)
      const answer = new URL(request.url, 'http://localhost').searchParams
      const identity = await provider.finish(answer, begun.proof)
      if (identity === null) return tell(reply, 'cancelled', begun.place)
      await signIn(request, await enterByIdentity(identity))
      return reply.redirect(`/${begun.place}`)
    })
  })

  /** Whoever looks at it is a person with a browser, and goes on in the page. */
  async function orTell(
    request: FastifyRequest,
    reply: FastifyReply,
    place: string,
    act: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof ChatError) return tell(reply, error.code, place)
      request.log.warn({ err: error }, 'sign-in through the identity provider failed')
      return tell(reply, 'failed', place)
    }
  }

  function keep(reply: FastifyReply, begun: Begun | null): void {
    const { state, nonce, verifier } = begun?.proof ?? { state: '', nonce: '', verifier: '' }
    const value = begun === null ? '' : [state, nonce, verifier, begun.place].join('.')
    const cookie = serialize(cookieName, value, {
      httpOnly: true,
      // It comes back with a link from the provider's site.
      sameSite: 'lax',
      secure: httpsOnly,
      path: '/',
      maxAge: begun === null ? 0 : BEGUN_SECONDS,
    })
    reply.header('set-cookie', cookie).header('cache-control', 'no-store')
  }

  function begunIn({ headers }: FastifyRequest): Begun | null {
    const value = parseCookies(headers.cookie ?? '')[cookieName] ?? ''
    const [, state, nonce, verifier, place = ''] = PROOF.exec(value) ?? []
    if (state === undefined || nonce === undefined || verifier === undefined) return null
    return { proof: { state, nonce, verifier }, place: placeOf(place) }
  }
}

function placeOf(given: unknown): string {
  return typeof given === 'string' && PLACE.test(given) ? given : ''
}

function tell(reply: FastifyReply, why: string, place: string): FastifyReply {
  return reply.redirect(`/?sign-in=${why}${place}`)
}
