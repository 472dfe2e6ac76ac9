// Registering and signing in.

import { randomBytes } from 'node:crypto'
import {
  type Account,
  ChatError,
  type Credentials,
  type Guest,
  LOBBY,
  parseSeq,
  parseUserId,
  type User,
} from '@hubbub/shared'
import type { MarkReadRule } from './mark-read.js'
import { nameSkeleton, normalizeName } from './names.js'
import type { Passwords } from './passwords.js'
import type { Accounts, Rooms, StoredAccount } from './ports.js'

export interface AccountRules {
  /** @throws ChatError bad_request, name_taken */
  register(credentials: Credentials): Promise<Account>
  /** @throws ChatError bad_credentials, the same for an unknown name and a wrong password, after the same work */
  logIn(credentials: Credentials): Promise<Account>
  /** @throws ChatError bad_request, name_taken */
  enterAsGuest(guest: Guest): Promise<Account>
  /** Milliseconds until the account ends by itself, as a guest's does; 0: it has. */
  lifeLeft(account: Account): Promise<number>
  /** Keeps the name of a guest whose session goes on. */
  keep(account: Account): Promise<void>
  /** Takes a guest whose session has ended out of all rooms, and frees the name. */
  ended(account: Account): Promise<void>
  /** The same for guests who never said that they were going; call it now and then, on any worker. */
  putAwayGuests(): Promise<void>
}

/** Beyond every head: the rule for marks takes it for the head. */
const ALL = parseSeq(Number.MAX_SAFE_INTEGER)

export function createAccountRules(
  deps: {
    accounts: Accounts
    rooms: Pick<Rooms, 'join' | 'leave' | 'roomIdsOf'>
    markRead: MarkReadRule
    passwords: Passwords
  },
  guestTtlSeconds: number,
  now: () => number,
): AccountRules {
  const { accounts, rooms, markRead, passwords } = deps
  return {
    async register({ name: given, password }) {
      const name = normalizeName(given)
      const skeleton = nameSkeleton(name)
      if (await accounts.find(skeleton))
        throw new ChatError('name_taken', 'That name, or one that looks like it, is in use.')
      const account: Account = { userId: newUserId(), name, kind: 'registered' }
      return open({ ...account, passwordHash: await passwords.hash(password) }, skeleton, null)
    },

    async logIn({ name: given, password }) {
      const name = normalizeName(given)
      const account = await accounts.find(nameSkeleton(name))
      const isThatName = account?.name.toLowerCase() === name.toLowerCase()
      const matches = await passwords.matches(password, isThatName ? account.passwordHash : null)
      if (!account || !matches) throw new ChatError('bad_credentials', 'Name or password is wrong.')
      return { userId: account.userId, name: account.name, kind: account.kind }
    },

    async enterAsGuest({ name: given }) {
      const name = normalizeName(given)
      const account: Account = { userId: newUserId(), name, kind: 'guest' }
      return open({ ...account, passwordHash: null }, nameSkeleton(name), guestTtlSeconds)
    },

    async lifeLeft({ userId, kind }) {
      return kind === 'registered' ? Number.POSITIVE_INFINITY : accounts.lifeLeft(userId)
    },

    async keep({ userId, name, kind }) {
      if (kind !== 'guest') return
      await accounts.keep(userId, nameSkeleton(name), guestTtlSeconds)
      await accounts.rememberGuest({ userId, name }, now() + guestTtlSeconds * 1_000)
    },

    async ended({ userId, name, kind }) {
      if (kind === 'guest') await putAway({ userId, name })
    },

    async putAwayGuests() {
      for (const guest of await accounts.endedGuests(now())) {
        // Their session may have been kept since; then so were they.
        if ((await accounts.lifeLeft(guest.userId)) === 0) await putAway(guest)
      }
    },
  }

  // Forgotten last, so that whatever is interrupted is done again.
  async function putAway(guest: User): Promise<void> {
    for (const roomId of await rooms.roomIdsOf(guest.userId)) await rooms.leave(roomId, guest)
    await accounts.remove(guest.userId, nameSkeleton(guest.name))
    await accounts.forgetGuest(guest)
  }

  // Kept only once everything is done, so that whoever is interrupted can try again under the same name.
  async function open(stored: StoredAccount, skeleton: string, ttlSeconds: number | null): Promise<Account> {
    const { passwordHash: _, ...account } = stored
    await accounts.create(stored, skeleton)
    const user: User = { userId: account.userId, name: account.name }
    await rooms.join(LOBBY, user)
    // What was written before somebody came is not news to them.
    await markRead(user, LOBBY, ALL)
    if (ttlSeconds !== null) await accounts.rememberGuest(user, now() + ttlSeconds * 1_000)
    await accounts.keep(account.userId, skeleton, ttlSeconds)
    return account
  }
}

function newUserId() {
  return parseUserId(randomBytes(12).toString('base64url'))
}
