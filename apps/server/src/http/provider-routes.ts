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
/** base64url, as the library makes them, and the place. */
const BEGUN = /^([\w-]{20,200})\.([\w-]{20,200})\.([\w-]{20,200})\.(\S*)$/
/** Only a browser is to come here: looking ahead would spend what works once. */
const NO_HEAD = { exposeHeadRoute: false }

export interface ProviderDeps {
  provider: IdentityProvider
  enterByIdentity: EnterByIdentity
  throttles: Pick<SignInThrottles, 'fromAddress'>
  isTrustedOrigin: TrustedOrigin
  /** Where the provider sends people back to. */
  publicUrl: string
}

interface Begun {
  proof: SignInProof
  /** Where in the page it began. */
  place: string
}

/** @param signIn starts a session for who has signed in */
export function registerProviderRoutes(
  app: FastifyInstance,
  { provider, enterByIdentity, throttles, isTrustedOrigin, publicUrl }: ProviderDeps,
  signIn: (request: FastifyRequest, signedIn: SignedIn) => Promise<unknown>,
): void {
  const { host: ownHost, protocol } = new URL(publicUrl)
  const secure = protocol === 'https:'
  const cookieName = secure ? '__Host-hubbub-sign-in' : 'hubbub-sign-in'
  // It comes back with a link from the provider's site.
  const cookie = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const

  app.get<{ Querystring: { place?: unknown } }>(PROVIDER_PATH, NO_HEAD, async (request, reply) => {
    const place = placeOf(request.query.place)
    // Another site is not to have somebody signed in as somebody else.
    if (!isTrustedOrigin(request.raw)) return tell(reply, 'elsewhere', place)
    // Another host would not be told the cookie of this one.
    if (request.host !== ownHost) return reply.redirect(`${publicUrl}/${place}`)
    return orTell(request, reply, place, async () => {
      const { url, proof } = await provider.begin()
      const value = [proof.state, proof.nonce, proof.verifier, place].join('.')
      set(reply, serialize(cookieName, value, { ...cookie, maxAge: BEGUN_SECONDS }))
      return reply.redirect(url)
    })
  })

  app.get(CALLBACK_PATH, NO_HEAD, async (request, reply) => {
    const begun = begunIn(request)
    const answer = new URL(request.url, publicUrl).searchParams
    // Begun elsewhere, or in another tab since: what that one waits for is left to it.
    if (begun === null || answer.get('state') !== begun.proof.state) return tell(reply, 'expired', '')
    set(reply, serialize(cookieName, '', { ...cookie, maxAge: 0 }))
    return orTell(request, reply, begun.place, async () => {
      await throttles.fromAddress(request.ip)
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

  function begunIn({ headers }: FastifyRequest): Begun | null {
    const value = parseCookies(headers.cookie ?? '')[cookieName] ?? ''
    const [, state, nonce, verifier, place = ''] = BEGUN.exec(value) ?? []
    if (state === undefined || nonce === undefined || verifier === undefined) return null
    return { proof: { state, nonce, verifier }, place: placeOf(place) }
  }
}

function set(reply: FastifyReply, cookie: string): void {
  reply.header('set-cookie', cookie).header('cache-control', 'no-store')
}

function placeOf(given: unknown): string {
  return typeof given === 'string' && PLACE.test(given) ? given : ''
}

function tell(reply: FastifyReply, why: string, place: string): FastifyReply {
  return reply.redirect(outcomePath(why, place))
}

/** The page, which tells why nobody is signed in. */
export function outcomePath(why: string, place = ''): string {
  return `/?sign-in=${why}${place}`
}
