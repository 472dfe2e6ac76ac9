// Registering and signing in.

import {
  type Account,
  type ChangePassword,
  ChatError,
  type Credentials,
  type Guest,
  type Register,
  type User,
} from '@hubbub/shared'
import { nameSkeleton, normalizeName } from './names.js'
import { newUserId, type OpenAccount } from './open-account.js'
import type { Passwords } from './passwords.js'
import type { Accounts, PushDevices, Rooms, Session, SignedIn } from './ports.js'
import type { SignUpRules } from './sign-up.js'

export interface AccountRules {
  /** @throws ChatError bad_request, name_taken, sign_up_closed */
  register(newcomer: Register): Promise<Account>
  /** @throws ChatError bad_credentials, the same for an unknown name and a wrong password, after the same work */
  logIn(credentials: Credentials): Promise<SignedIn>
  /** @throws ChatError bad_request, name_taken, sign_up_closed */
  enterAsGuest(guest: Guest): Promise<Account>
  /** Ends all other sessions of the account as well. @throws ChatError not_registered, unauthenticated, bad_credentials */
  changePassword(session: Session, passwords: ChangePassword): Promise<void>
  /** @throws ChatError not_registered, unauthenticated */
  endOtherSessions(session: Session): Promise<void>
  /** Milliseconds until the account ends by itself, as a guest's does; 0: it has, or another session has ended this one. */
  lifeLeft(session: Session): Promise<number>
  /** @returns those of them for which `lifeLeft` is 0; for many at once it costs a fraction */
  over(sessions: readonly Session[]): Promise<Session[]>
  /** Keeps the name of a guest whose session goes on. */
  keep(account: Account): Promise<void>
  /** Before the session of a guest is ended: whatever keeps `ended` from being done, `putAwayGuests` does it from now on. */
  ends(account: Account): Promise<void>
  /** Takes a guest whose session has ended out of all rooms, and frees the name. */
  ended(account: Account): Promise<void>
  /** The same for guests who never said that they were going; call it now and then, on any worker. */
  putAwayGuests(): Promise<void>
}

/** For an account that is to end by itself at once: the least that Redis counts in. */
const AT_ONCE_SECONDS = 1

/** Of an account that has had no session ended by another. */
export const FIRST_GENERATION = 0

export function createAccountRules(
  deps: {
    accounts: Accounts
    rooms: Pick<Rooms, 'leave' | 'roomIdsOf' | 'directIdsOf'>
    pushDevices: Pick<PushDevices, 'forget'>
    signUp: Pick<SignUpRules, 'admit' | 'mustBeAdmitted' | 'mustTakeGuests'>
    openAccount: OpenAccount
    passwords: Passwords
  },
  guestTtlSeconds: number,
  now: () => number,
): AccountRules {
  const { accounts, rooms, pushDevices, signUp, openAccount, passwords } = deps
  return {
    async register({ name: given, password, invitation }) {
      await signUp.mustBeAdmitted(invitation)
      const name = normalizeName(given)
      const skeleton = nameSkeleton(name)
      if (await accounts.find(skeleton))
        throw new ChatError('name_taken', 'That name, or one that looks like it, is in use.')
      const account: Account = { userId: newUserId(), name, kind: 'registered' }
      const passwordHash = await passwords.hash(password)
      return signUp.admit(invitation, spend =>
        openAccount({ ...account, passwordHash }, skeleton, null, spend),
      )
    },

    async logIn({ name: given, password }) {
      const name = normalizeName(given)
      // With the hash goes the generation it was read with: a password changed from here on ends the session made now.
      const account = await accounts.find(nameSkeleton(name))
      const isThatName = account?.name.toLowerCase() === name.toLowerCase()
      const matches = await passwords.matches(password, isThatName ? account.passwordHash : null)
      if (!account || !matches) throw new ChatError('bad_credentials', 'Name or password is wrong.')
      const { userId, kind, generation } = account
      // One that was never finished, and ends within a minute: nobody has let it in.
      if ((await accounts.lifeLeft(userId)) !== Number.POSITIVE_INFINITY)
        throw new ChatError('bad_credentials', 'Name or password is wrong.')
      // Accounts that were made before people could be found are found from now on.
      await accounts.keep(userId, nameSkeleton(account.name), null)
      return { account: { userId, name: account.name, kind }, generation }
    },

    async enterAsGuest({ name: given }) {
      signUp.mustTakeGuests()
      const name = normalizeName(given)
      const account: Account = { userId: newUserId(), name, kind: 'guest' }
      return openAccount({ ...account, passwordHash: null }, nameSkeleton(name), guestTtlSeconds)
    },

    async changePassword(session, { currentPassword, newPassword }) {
      mustBeRegistered(session)
      const stored = await accounts.find(nameSkeleton(session.account.name))
      const from = stored?.passwordHash ?? null
      if (stored && from === null) throw new ChatError('not_registered', 'This account has no password here.')
      const matches = await passwords.matches(currentPassword, from)
      if (from === null || !matches) throw new ChatError('bad_credentials', 'The current password is wrong.')
      await accounts.endOtherSessions(session, { from, to: await passwords.hash(newPassword) })
    },

    async endOtherSessions(session) {
      mustBeRegistered(session)
      await accounts.endOtherSessions(session, null)
    },

    async lifeLeft(session) {
      const { userId, kind } = session.account
      if (kind === 'guest') return accounts.lifeLeft(userId)
      return (await accounts.isCurrent(session)) ? vouchedMs(session) : 0
    },

    async over(sessions) {
      const guests = sessions.filter(({ account }) => account.kind === 'guest')
      const registered = sessions.filter(({ account }) => account.kind !== 'guest')
      const [gone, notCurrent] = await Promise.all([
        accounts.gone(guests.map(({ account }) => account.userId)),
        accounts.notCurrent(registered),
      ])
      const ended = guests.filter(({ account }) => gone.includes(account.userId))
      return [...ended, ...notCurrent, ...registered.filter(session => vouchedMs(session) === 0)]
    },

    async keep({ userId, name, kind }) {
      if (kind !== 'guest') return
      await accounts.keep(userId, nameSkeleton(name), guestTtlSeconds)
      await accounts.rememberGuest({ userId, name }, now() + guestTtlSeconds * 1_000)
    },

    async ends({ userId, name, kind }) {
      if (kind !== 'guest') return
      await accounts.rememberGuest({ userId, name }, now())
      await accounts.keep(userId, nameSkeleton(name), AT_ONCE_SECONDS)
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

  /** For how long an identity provider vouches for who has signed in through it. */
  function vouchedMs({ account }: Session): number {
    return Math.max(0, (account.vouched?.until ?? Number.POSITIVE_INFINITY) - now())
  }

  // Forgotten last, so that whatever is interrupted is done again.
  async function putAway(guest: User): Promise<void> {
    const { userId } = guest
    const roomIds = [...(await rooms.roomIdsOf(userId)), ...(await rooms.directIdsOf(userId))]
    for (const roomId of roomIds) await rooms.leave(roomId, guest)
    await pushDevices.forget(userId)
    await accounts.remove(userId, nameSkeleton(guest.name))
    await accounts.forgetGuest(guest)
  }
}

/** A guest is one session, and nobody can sign in as one. @throws ChatError not_registered */
export function mustBeRegistered({ account }: Session): void {
  if (account.kind !== 'registered')
    throw new ChatError('not_registered', 'A guest has no password and no other sessions.')
}
