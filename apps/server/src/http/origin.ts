import type { IncomingMessage } from 'node:http'

export type TrustedOrigin = (request: IncomingMessage) => boolean

/**
 * Whether a request may come with the cookies of our users: it comes from our own page, from one that was allowed, or
 * not from a page at all. A browser names the page in `Origin`, or says `Sec-Fetch-Site` where it leaves that out
 * (OWASP Cross-Site Request Forgery Prevention Cheat Sheet).
 * @param publicOrigin null: the host the request itself names
 */
export function createTrustedOrigin(publicOrigin: string | null, allowed: readonly string[]): TrustedOrigin {
  const trusted = new Set(publicOrigin === null ? allowed : [publicOrigin, ...allowed])

  return function isTrustedOrigin({ headers }) {
    const { origin, host } = headers
    if (origin === undefined) {
      const site = headers['sec-fetch-site']
      return site === undefined || site === 'same-origin' || site === 'none'
    }
    if (trusted.has(origin)) return true
    return publicOrigin === null && URL.canParse(origin) && new URL(origin).host === host
  }
}
