// Accounts over HTTP: what happens before there is a connection.

import { type Account, parseUserId, type SignUpWay, type SignUpWays } from '@hubbub/shared'
import { type AccountApiOptions, createAccountHttp, readFailure, readJson } from './account-http.js'
import { CommandFailed } from './command-failed.js'

const WAYS: readonly SignUpWay[] = ['register', 'guest']

/** Every function throws CommandFailed: with the server's code, or `unavailable` when there was no answer. */
export interface AccountApi {
  /** @param invitation where accounts are made by invitation only */
  register(name: string, password: string, invitation?: string): Promise<Account>
  login(name: string, password: string): Promise<Account>
  guest(name: string): Promise<Account>
  /** Ends all sessions of the account, and signs in to it. @param token of a reset link */
  resetPassword(token: string, newPassword: string): Promise<Account>
  logout(): Promise<void>
  /** @returns null when nobody is signed in */
  me(): Promise<Account | null>
  /** How somebody may come in for the first time. @returns null when the server does not say */
  ways(): Promise<SignUpWays | null>
}

export function createAccountApi(options: AccountApiOptions): AccountApi {
  const { get, post } = createAccountHttp(options)
  return {
    register: async (name, password, invitation) =>
      readAccount(await post('/api/auth/register', { name, password, invitation })),
    login: async (name, password) => readAccount(await post('/api/auth/login', { name, password })),
    guest: async name => readAccount(await post('/api/auth/guest', { name })),
    resetPassword: async (token, newPassword) =>
      readAccount(await post('/api/auth/reset-password', { token, newPassword })),

    async logout() {
      await post('/api/auth/logout')
    },

    async me() {
      const response = await get('/api/auth/me')
      if (response.status === 401) return null
      if (!response.ok) throw await readFailure(response)
      return readAccount(response)
    },

    async ways() {
      const response = await get('/api/auth/ways')
      return response.ok ? parseWays(await readJson(response)) : null
    },
  }
}

async function readAccount(response: Response): Promise<Account> {
  const account = parseAccount(await readJson(response))
  if (account === null) throw new CommandFailed('internal', 'The server sent no account.', true)
  return account
}

function parseWays(body: unknown): SignUpWays | null {
  const { ways, provider } = Object(body) as { ways?: unknown; provider?: unknown }
  if (!Array.isArray(ways)) return null
  return {
    ways: WAYS.filter(way => ways.includes(way)),
    provider: typeof provider === 'string' ? provider : null,
  }
}

function parseAccount(body: unknown): Account | null {
  if (typeof body !== 'object' || body === null) return null
  const { userId, name, kind, vouched } = body as Record<string, unknown>
  if (typeof userId !== 'string' || userId === '' || typeof name !== 'string') return null
  if (kind !== 'registered' && kind !== 'guest') return null
  const { by, until } = Object(vouched) as { by?: unknown; until?: unknown }
  const isVouched = typeof by === 'string' && typeof until === 'number'
  return { userId: parseUserId(userId), name, kind, ...(isVouched && { vouched: { by, until } }) }
}
