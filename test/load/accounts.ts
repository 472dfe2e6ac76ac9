// The guests whom a load test plays. Always true:
//  - a server that limits sign-ins is waited for as long as it says;
//  - who was signed in here is signed out at the end, unless a file keeps the accounts for the next time.

import { CommandFailed, createAccountApi } from '@hubbub/client'
import { forwardedAddress } from './addresses.js'
import type { LoadOptions } from './arguments.js'
import { CannotRun } from './cannot-run.js'
import type { LoadAccount } from './generator-protocol.js'
import { createHttpFetch } from './http-fetch.js'
import { inParallel } from './in-parallel.js'
import { guestName } from './names.js'
import { patiently } from './patiently.js'

const AT_ONCE = 16

/** The server's word that the sign-in must wait. */
export type Limited = (retryAfterMs: number) => void

type From = Pick<LoadAccount, 'source' | 'forwardedFor'>

/**
 * Signs guests in until `accounts` are as many as wanted.
 *
 * @throws CannotRun when the server refuses for good, or when it shall not go on
 */
export async function signInGuests(
  options: Pick<LoadOptions, 'url' | 'accounts' | 'sources' | 'isForwarded'>,
  run: string,
  deps: { accounts: LoadAccount[]; limited: Limited; signedIn(count: number): void; goesOn(): boolean },
): Promise<void> {
  const { accounts, signedIn } = deps
  const missing = Array.from(
    { length: options.accounts - accounts.length },
    (_, index) => accounts.length + index,
  )
  await inParallel(missing, AT_ONCE, async number => {
    const from = whereFrom(options, number)
    accounts.push(await signIn(options.url, guestName(run, number), from, deps))
    signedIn(accounts.length)
  })
}

export function whereFrom(
  { sources, isForwarded }: Pick<LoadOptions, 'sources' | 'isForwarded'>,
  n: number,
): From {
  return {
    source: sources[n % sources.length] ?? null,
    forwardedFor: isForwarded ? forwardedAddress(n) : null,
  }
}

async function signIn(
  url: string,
  name: string,
  from: From,
  { limited, goesOn }: { limited: Limited; goesOn(): boolean },
): Promise<LoadAccount> {
  const http = createHttpFetch(from.source)
  const api = createAccountApi({ url, fetch: http.fetch, headers: headersOf(from) })
  const refused = ({ code }: CommandFailed, waitMs: number) =>
    code === 'rate_limited' ? limited(waitMs) : undefined
  const account = await patiently(() => api.guest(name), { refused, goesOn }).catch(failure => {
    if (!(failure instanceof CommandFailed)) throw failure
    throw new CannotRun(`${url} lets no guests in: ${failure.message}`)
  })
  if (account === null) throw new CannotRun('ended before all guests were signed in')
  const cookie = http.cookie()
  if (cookie === null) throw new CannotRun(`${url} gives no cookie: does it expect https?`)
  return { account, cookie, ...from }
}

/** @returns those whose session still stands */
export async function stillSignedIn(url: string, accounts: readonly LoadAccount[]): Promise<LoadAccount[]> {
  const standing = new Set<LoadAccount>()
  await inParallel(accounts, AT_ONCE, async account => {
    const me = await apiOf(url, account).me()
    if (me?.userId === account.account.userId) standing.add(account)
  })
  return accounts.filter(account => standing.has(account))
}

/** @returns how many could not be signed out */
export async function signOut(url: string, accounts: readonly LoadAccount[]): Promise<number> {
  let failures = 0
  await inParallel(accounts, AT_ONCE, async account => {
    try {
      await apiOf(url, account).logout()
    } catch (failure) {
      if (!(failure instanceof CommandFailed)) throw failure
      failures += 1
    }
  })
  return failures
}

function apiOf(url: string, { cookie, source, ...from }: LoadAccount) {
  const headers = { ...headersOf({ source, ...from }), cookie }
  return createAccountApi({ url, fetch: createHttpFetch(source).fetch, headers })
}

function headersOf({ forwardedFor }: From): Record<string, string> {
  return forwardedFor === null ? {} : { 'x-forwarded-for': forwardedFor }
}
