import { randomBytes } from 'node:crypto'
import { type Account, LOBBY, parseUserId, type User } from '@hubbub/shared'
import type { BeginReadingRule } from './mark-read.js'
import type { Accounts, NewAccount, Rooms } from './ports.js'

/**
 * @param ttlSeconds null: for good
 * @param last comes right before the account is there to stay; when it throws, the account ends within a minute
 * @throws ChatError name_taken, and what `last` throws
 */
export type OpenAccount = (
  stored: NewAccount,
  skeleton: string,
  ttlSeconds: number | null,
  last?: () => Promise<void>,
) => Promise<Account>

export function createOpenAccount(deps: {
  accounts: Pick<Accounts, 'create' | 'keep' | 'rememberGuest'>
  rooms: Pick<Rooms, 'join'>
  beginReading: BeginReadingRule
  now: () => number
}): OpenAccount {
  const { accounts, rooms, beginReading, now } = deps
  // Kept only once everything is done, so that whoever is interrupted can try again under the same name.
  return async function openAccount(stored, skeleton, ttlSeconds, last = async () => {}) {
    const { passwordHash: _, ...account } = stored
    await accounts.create(stored, skeleton)
    const user: User = { userId: account.userId, name: account.name }
    await rooms.join(LOBBY, user)
    await beginReading(user, LOBBY)
    if (ttlSeconds !== null) await accounts.rememberGuest(user, now() + ttlSeconds * 1_000)
    await last()
    await accounts.keep(account.userId, skeleton, ttlSeconds)
    return account
  }
}

export function newUserId() {
  return parseUserId(randomBytes(12).toString('base64url'))
}
