// The sessions of an account, over HTTP: its password, and where it is signed in.

import type { ChangePassword, EndSession, OwnSession } from '@hubbub/shared'
import { type AccountApiOptions, createAccountHttp, readFailure, readJson } from './account-http.js'
import { CommandFailed } from './command-failed.js'

/** Every function throws CommandFailed: with the server's code, or `unavailable` when there was no answer. */
export interface SessionApi {
  /** Ends all other sessions of the account as well. */
  changePassword(currentPassword: string, newPassword: string): Promise<void>
  /** All of the account: the one that asks first, then those used last. */
  list(): Promise<OwnSession[]>
  /** Ends another session of the account. */
  end(handle: string): Promise<void>
  /** Ends all other sessions of the account. */
  endOthers(): Promise<void>
}

export function createSessionApi(options: AccountApiOptions): SessionApi {
  const { get, post } = createAccountHttp(options)
  return {
    async changePassword(currentPassword, newPassword) {
      const fields: ChangePassword = { currentPassword, newPassword }
      await post('/api/auth/password', fields)
    },

    async list() {
      const response = await get('/api/auth/sessions')
      if (!response.ok) throw await readFailure(response)
      const sessions = parseSessions(await readJson(response))
      if (sessions === null) throw new CommandFailed('internal', 'The server sent no sessions.', true)
      return sessions
    },

    async end(handle) {
      const fields: EndSession = { handle }
      await post('/api/auth/sessions/end', fields)
    },

    async endOthers() {
      await post('/api/auth/logout-others')
    },
  }
}

function parseSessions(body: unknown): OwnSession[] | null {
  if (typeof body !== 'object' || body === null || !('sessions' in body)) return null
  const { sessions } = body
  return Array.isArray(sessions) && sessions.every(isOwnSession) ? sessions : null
}

function isOwnSession(value: unknown): value is OwnSession {
  if (typeof value !== 'object' || value === null) return false
  const { handle, userAgent, startedAt, usedAt, isThis } = value as Record<string, unknown>
  if (typeof handle !== 'string' || typeof userAgent !== 'string') return false
  return typeof startedAt === 'number' && typeof usedAt === 'number' && typeof isThis === 'boolean'
}
