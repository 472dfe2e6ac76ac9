// Who signs in through an identity provider. Always true: an identity has one account, which it gets when it comes for the first time,
// and nobody comes into that account otherwise: it has no password.

import { type Account, ChatError, NAME_MAX_LENGTH } from '@hubbub/shared'
import { FIRST_GENERATION } from './accounts.js'
import { nameSkeleton, normalizeName } from './names.js'
import { newUserId, type OpenAccount } from './open-account.js'
import type { Accounts, Identities, Identity, SignedIn } from './ports.js'

/** Whose name is taken gets it with a number behind it, up to this one. */
const NUMBERS_MAX = 50
const NAMELESS = 'Somebody'

/**
 * Makes an account for who has none yet, whatever SIGN_UP says: the provider says who belongs here.
 *
 * @throws ChatError unavailable when somebody comes in by the same identity at this moment
 */
export type EnterByIdentity = (identity: Identity) => Promise<SignedIn>

export function createEnterByIdentity(deps: {
  identities: Identities
  accounts: Pick<Accounts, 'find' | 'lifeLeft'>
  openAccount: OpenAccount
}): EnterByIdentity {
  const { identities, accounts, openAccount } = deps

  return async identity => {
    const known = await accountOf(identity)
    if (known !== null) return known
    if (!(await identities.claim(identity)))
      throw new ChatError('unavailable', 'You are signing in elsewhere just now. Try again in a minute.')
    // Whoever claimed it before may be done by now.
    const signedIn = (await accountOf(identity)) ?? {
      account: await make(identity),
      generation: FIRST_GENERATION,
    }
    await identities.release(identity)
    return signedIn
  }

  /** @returns null: none, or one that was never finished */
  async function accountOf(identity: Identity): Promise<SignedIn | null> {
    const user = await identities.find(identity)
    const stored = user && (await accounts.find(nameSkeleton(user.name)))
    if (stored?.userId !== user?.userId || stored === null) return null
    if ((await accounts.lifeLeft(stored.userId)) !== Number.POSITIVE_INFINITY) return null
    const { userId, name, kind, generation } = stored
    return { account: { userId, name, kind, provider: identity.provider }, generation }
  }

  async function make(identity: Identity): Promise<Account> {
    for (const name of candidateNames(identity.names)) {
      const account: Account = { userId: newUserId(), name, kind: 'registered' }
      try {
        await openAccount({ ...account, passwordHash: null }, nameSkeleton(name), null, () =>
          identities.link(identity, account),
        )
        return { ...account, provider: identity.provider }
      } catch (error) {
        if (!(error instanceof ChatError && error.code === 'name_taken')) throw error
      }
    }
    throw new ChatError('name_taken', 'All names like yours are taken.')
  }
}

/** The names as they are, then the first of them with numbers. */
function candidateNames(given: readonly string[]): string[] {
  const names = given.flatMap(asName)
  if (names.length === 0) names.push(NAMELESS)
  const beginning = [...(names[0] ?? '')].slice(0, NAME_MAX_LENGTH - ` ${NUMBERS_MAX}`.length).join('')
  const numbered = Array.from({ length: NUMBERS_MAX - 1 }, (_, index) => `${beginning} ${index + 2}`)
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
