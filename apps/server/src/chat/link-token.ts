import { randomBytes } from 'node:crypto'

/** 192 random bits: nobody guesses it. */
const TOKEN_BYTES = 24

/** What makes a link worth something; of the form LINK_TOKEN_PATTERN. */
export function newLinkToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}
