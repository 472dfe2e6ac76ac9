// Whether the chat can be tested at all, and whether somebody must say that it is meant.

import { lookup } from 'node:dns/promises'
import { CommandFailed, createAccountApi } from '@hubbub/client'
import { isPrivateAddress } from './addresses.js'
import type { LoadOptions } from './arguments.js'
import { CannotRun } from './cannot-run.js'
import { createHttpFetch } from './http-fetch.js'

const UNASKED_CLIENTS_MAX = 500
const UNASKED_RATE_MAX = 500

/** @throws CannotRun when it needs --yes */
export function mustBeMeant(options: LoadOptions, addresses: readonly string[]): void {
  if (options.isConfirmed) return
  const reasons = [
    ...(options.clients > UNASKED_CLIENTS_MAX ? [`${options.clients} clients`] : []),
    ...(options.rate > UNASKED_RATE_MAX ? [`${options.rate} messages a second`] : []),
    ...(addresses.every(isPrivateAddress)
      ? []
      : [`${options.url} is not on this machine or a private network`]),
  ]
  if (reasons.length === 0) return
  throw new CannotRun(`this needs --yes: ${reasons.join(', ')}. Test only servers that are yours to test`)
}

/** @throws CannotRun when there is no such host */
export async function addressesOfHost(url: string): Promise<string[]> {
  const { hostname } = new URL(url)
  try {
    const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true })
    return found.map(({ address }) => address)
  } catch (error) {
    throw new CannotRun(`${url} cannot be reached: ${codeOf(error)}`)
  }
}

/** @throws CannotRun when nobody answers there, or somebody else */
export async function mustBeChat(url: string): Promise<void> {
  try {
    await createAccountApi({ url, fetch: createHttpFetch(null).fetch }).me()
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error
    const cause = error.cause === undefined ? '' : `: ${codeOf(error.cause)}`
    const isSilent = error.cause !== undefined
    throw new CannotRun(
      isSilent
        ? `${url} cannot be reached${cause}`
        : `${url} answers, but not as a chat does: ${error.message}`,
    )
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : error.message
  // Several addresses were tried.
  return error instanceof AggregateError && error.errors[0] ? codeOf(error.errors[0]) : code
}
