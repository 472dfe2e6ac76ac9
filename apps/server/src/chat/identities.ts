// Who signs in through an identity provider. Always true: an identity has one account, which it gets when it comes for the first time,
// and nobody comes into that account otherwise: it has no password.

import { randomInt } from 'node:crypto'
import { type Account, ChatError, NAME_MAX_LENGTH } from '@hubbub/shared'
import { FIRST_GENERATION } from './accounts.js'
import { nameSkeleton, normalizeName } from './names.js'
import { newUserId, type OpenAccount } from './open-account.js'
import type { MayOperate } from './operators.js'
import type { Accounts, Identities, Identity, SignedIn } from './ports.js'

/** Whose name is taken gets it with a number behind it: first with these, then with any of six digits. */
const NUMBERS = Array.from({ length: 20 }, (_, index) => index + 2)
const LONG_NUMBERS = 5
const NAMELESS = 'Somebody'

/**
 * Makes an account for who has none yet, whatever SIGN_UP says: the provider says who belongs here.
 *
 * @throws ChatError unavailable when somebody comes in by the same identity at this moment
 */
export type EnterByIdentity = (identity: Identity) => Promise<SignedIn>

/** @param sessionMs after so long the provider has to vouch for them again, however much they are here */
export function createEnterByIdentity(deps: {
  identities: Identities
  accounts: Pick<Accounts, 'find' | 'lifeLeft' | 'keep'>
  openAccount: OpenAccount
  /** Whose name gives rights. Nobody gets one of those by what they are called elsewhere. */
  mayOperate: MayOperate
  sessionMs: number
  now: () => number
}): EnterByIdentity {
  const { identities, accounts, openAccount, mayOperate, sessionMs, now } = deps

  return async identity => {
    const signedIn = (await accountOf(identity)) ?? (await firstTime(identity))
    const vouched = { by: identity.provider, until: now() + sessionMs }
    return { ...signedIn, account: { ...signedIn.account, vouched } }
  }

  /** @returns null: none, or one that was never finished */
  async function accountOf(identity: Identity): Promise<SignedIn | null> {
    const user = await identities.find(identity)
    const stored = user && (await accounts.find(nameSkeleton(user.name)))
    if (stored === null || stored.userId !== user?.userId) return null
    const { userId, name, kind, generation } = stored
    if ((await accounts.lifeLeft(userId)) !== Number.POSITIVE_INFINITY) return null
    // Whoever kept it may have been interrupted right after it was there to stay.
    await accounts.keep(userId, nameSkeleton(name), null)
    return { account: { userId, name, kind }, generation }
  }

  async function firstTime(identity: Identity): Promise<SignedIn> {
    if (!(await identities.claim(identity)))
      throw new ChatError('unavailable', 'You are signing in elsewhere just now.')
    // Whoever claimed it before may be done by now.
    const signedIn = (await accountOf(identity)) ?? {
      account: await make(identity),
      generation: FIRST_GENERATION,
    }
    await identities.release(identity)
    return signedIn
  }

  async function make(identity: Identity): Promise<Account> {
    for (const name of candidateNames(await identity.names())) {
      const account: Account = { userId: newUserId(), name, kind: 'registered' }
      if (mayOperate(account)) continue
      try {
        return await openAccount({ ...account, passwordHash: null }, nameSkeleton(name), null, () =>
          identities.link(identity, account),
        )
      } catch (error) {
        if (!(error instanceof ChatError && error.code === 'name_taken')) throw error
      }
    }
    throw new Error('every name that could be theirs is taken')
  }
}

/** The names as they are, then the first of them with numbers. */
function candidateNames(given: readonly string[]): string[] {
  const names = given.flatMap(asName)
  if (names.length === 0) names.push(NAMELESS)
  const longNumbers = Array.from({ length: LONG_NUMBERS }, () => randomInt(100_000, 1_000_000))
  const beginning = [...(names[0] ?? '')].slice(0, NAME_MAX_LENGTH - ' 100000'.length).join('')
  const numbered = [...NUMBERS, ...longNumbers].map(number => `${beginning} ${number}`)
  return [...new Set([...names, ...numbered.flatMap(asName)])]
}

/** As a name may be here; none when it cannot be one. */
function asName(given: string): string[] {
  // Of an address only who it is there: nobody wants to publish the whole.
  const name = given.replace(/@.*/su, '')
  try {
    return [normalizeName([...name].slice(0, NAME_MAX_LENGTH).join(''))]
  } catch (error) {
    if (error instanceof ChatError) return []
    throw error
  }
}
