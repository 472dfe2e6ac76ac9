import { LINK_TOKEN_PATTERN } from '@hubbub/shared'

// What follows `#` goes to no server and stands in no log.
const PREFIX = '#/welcome/'
const TOKEN = new RegExp(LINK_TOKEN_PATTERN)

/** Behind the origin. */
export function invitationHref(token: string): string {
  return `/${PREFIX}${token}`
}

/** @param hash of an address, with its `#` @returns the token; empty: something of it is missing; null: it is that of no invitation */
export function invitationIn(hash: string): string | null {
  return tokenBehind(PREFIX, hash)
}

/** The same for links of any kind. */
export function tokenBehind(prefix: string, hash: string): string | null {
  if (!hash.startsWith(prefix)) return null
  const token = hash.slice(prefix.length)
  return TOKEN.test(token) ? token : ''
}
