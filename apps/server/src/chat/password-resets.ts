// How somebody who has forgotten their password gets back into their account: whoever runs the chat makes a token for it. Always true:
//  - a token sets one password, and the newest one of an account is the only one;
//  - with the password all sessions of the account end, so that its owner cannot fail to notice.

import { ChatError, PASSWORD_RESET_TTL_SECONDS, type PasswordReset, type ResetPassword } from '@hubbub/shared'
import { newLinkToken } from './link-token.js'
import { nameSkeleton, normalizeName } from './names.js'
import type { Passwords } from './passwords.js'
import type { Accounts, PasswordResets, SignedIn } from './ports.js'

/** @throws ChatError bad_request, not_found; not_registered when the account has no password here */
export type MakePasswordResetRule = (name: string) => Promise<PasswordReset>

export function createMakePasswordReset(deps: {
  accounts: Pick<Accounts, 'find' | 'lifeLeft'>
  passwordResets: Pick<PasswordResets, 'add'>
  now: () => number
}): MakePasswordResetRule {
  const { accounts, passwordResets, now } = deps
  return async function makePasswordReset(given) {
    const name = normalizeName(given)
    const account = await accounts.find(nameSkeleton(name))
    // One that only looks like it is somebody else's.
    if (account?.name.toLowerCase() !== name.toLowerCase()) throw noAccount()
    if (account.kind === 'guest')
      throw new ChatError('not_registered', 'This is a guest, without a password.')
    // One that was never finished, and ends within a minute.
    if ((await accounts.lifeLeft(account.userId)) !== Number.POSITIVE_INFINITY) throw noAccount()
    if (account.passwordHash === null)
      throw new ChatError(
        'not_registered',
        'This account has no password here: its owner signs in through an identity provider.',
      )
    const token = newLinkToken()
    await passwordResets.add(account.userId, token)
    return { token, endsAt: now() + PASSWORD_RESET_TTL_SECONDS * 1_000 }
  }
}

/** @throws ChatError overloaded; not_found, the same for a token that was never one, has been used, or whose time is over */
export type ResetPasswordRule = (reset: ResetPassword) => Promise<SignedIn>

export function createResetPassword(deps: {
  accounts: Pick<Accounts, 'account'>
  passwordResets: Pick<PasswordResets, 'find' | 'use'>
  passwords: Pick<Passwords, 'hash'>
}): ResetPasswordRule {
  const { accounts, passwordResets, passwords } = deps
  return async function resetPassword({ token, newPassword }) {
    const userId = await passwordResets.find(token)
    const account = userId && (await accounts.account(userId))
    if (!account) throw worthless()
    const passwordHash = await passwords.hash(newPassword)
    // Somebody else may have used it since it was looked at.
    const generation = await passwordResets.use(account.userId, token, passwordHash)
    if (generation === null) throw worthless()
    return { account, generation }
  }
}

function noAccount(): ChatError {
  return new ChatError('not_found', 'There is no account of this name.')
}

function worthless(): ChatError {
  return new ChatError(
    'not_found',
    'This link has been used, or its time is over. If it was you, sign in with your new password, or ask for another link.',
  )
}
