// Accounts over HTTP: what happens before there is a connection, and to the sessions of an account. Works on any `fetch`;
// in a browser the session cookie is the browser's own, elsewhere the embedder carries it in `headers` or in its `fetch`.

import {
  type Account,
  type ChangePassword,
  type Credentials,
  type EndSession,
  type Guest,
  type OwnSession,
  parseUserId,
} from '@hubbub/shared'
import { CommandFailed, fromFailure, noAnswer } from './command-failed.js'
import { parseFailure } from './parse-failure.js'

/** Longer than a password hash takes on a loaded worker. */
const ANSWER_TIMEOUT_MS = 15_000
const GET: RequestInit = { method: 'GET' }

export interface AccountApiOptions {
  /** Origin of the server, e.g. `https://chat.example.com`; in a browser, `location.origin`. */
  url: string
  fetch?: typeof globalThis.fetch
  /** Extra request headers; Node only. */
  headers?: Readonly<Record<string, string>>
}

/** Every function throws CommandFailed: with the server's code, or `unavailable` when there was no answer. */
export interface AccountApi {
  register(name: string, password: string): Promise<Account>
  login(name: string, password: string): Promise<Account>
  guest(name: string): Promise<Account>
  logout(): Promise<void>
  /** Ends all other sessions of the account as well. */
  changePassword(currentPassword: string, newPassword: string): Promise<void>
  /** Ends all other sessions of the account. */
  logoutOthers(): Promise<void>
  /** Of the account: the one that asks first, then those used last. */
  sessions(): Promise<OwnSession[]>
  /** Ends another session of the account. */
  endSession(handle: string): Promise<void>
  /** @returns null when nobody is signed in */
  me(): Promise<Account | null>
}

type Fields = Credentials | Guest | ChangePassword | EndSession | Record<string, never>

export function createAccountApi({ url, fetch = globalThis.fetch, headers }: AccountApiOptions): AccountApi {
  async function request(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(new URL(path, url), {
        credentials: 'same-origin',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
        ...init,
        headers: { ...headers, ...init.headers },
      })
    } catch (cause) {
      throw Object.assign(noAnswer('The server cannot be reached.'), { cause })
    }
  }

  // Also a command without fields is sent as JSON: the server refuses what a form of another site could send.
  async function post(path: string, fields: Fields) {
    const body = JSON.stringify(fields)
    const response = await request(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    if (!response.ok) throw await readFailure(response)
    return response
  }

  return {
    register: async (name, password) => readAccount(await post('/api/auth/register', { name, password })),
    login: async (name, password) => readAccount(await post('/api/auth/login', { name, password })),
    guest: async name => readAccount(await post('/api/auth/guest', { name })),

    async logout() {
      await post('/api/auth/logout', {})
    },

    async changePassword(currentPassword, newPassword) {
      await post('/api/auth/password', { currentPassword, newPassword })
    },

    async logoutOthers() {
      await post('/api/auth/logout-others', {})
    },

    async sessions() {
      const response = await request('/api/auth/sessions', GET)
      if (!response.ok) throw await readFailure(response)
      return readSessions(response)
    },

    async endSession(handle) {
      await post('/api/auth/sessions/end', { handle })
    },

    async me() {
      const response = await request('/api/auth/me', GET)
      if (response.status === 401) return null
      if (!response.ok) throw await readFailure(response)
      return readAccount(response)
    },
  }
}

async function readAccount(response: Response): Promise<Account> {
  const account = parseAccount(await readJson(response))
  if (account === null) throw new CommandFailed('internal', 'The server sent no account.', true)
  return account
}

async function readSessions(response: Response): Promise<OwnSession[]> {
  const body = await readJson(response)
  const sessions = typeof body === 'object' && body !== null && 'sessions' in body ? body.sessions : null
  if (!Array.isArray(sessions) || !sessions.every(isOwnSession))
    throw new CommandFailed('internal', 'The server sent no sessions.', true)
  return sessions
}

async function readFailure(response: Response): Promise<CommandFailed> {
  const failure = parseFailure(await readJson(response))
  // A proxy answers for a server that cannot, and knows nothing of our codes.
  return failure === null
    ? noAnswer(`The server answered with status ${response.status}.`)
    : fromFailure(failure)
}

/** @returns null when the body is no JSON */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return null
  }
}

function parseAccount(body: unknown): Account | null {
  if (typeof body !== 'object' || body === null) return null
  const { userId, name, kind } = body as Record<string, unknown>
  if (typeof userId !== 'string' || userId === '' || typeof name !== 'string') return null
  if (kind !== 'registered' && kind !== 'guest') return null
  return { userId: parseUserId(userId), name, kind }
}

function isOwnSession(value: unknown): value is OwnSession {
  if (typeof value !== 'object' || value === null) return false
  const { handle, userAgent, startedAt, usedAt, isThis } = value as Record<string, unknown>
  if (typeof handle !== 'string' || typeof userAgent !== 'string') return false
  return typeof startedAt === 'number' && typeof usedAt === 'number' && typeof isThis === 'boolean'
}
