// Who may make an account or come in as a guest. Always true: an invitation admits one account, and is spent when that is there.

import { randomBytes } from 'node:crypto'
import { ChatError, INVITATION_TTL_SECONDS, type Invitation, type SignUpWay } from '@hubbub/shared'
import type { Invitations } from './ports.js'

/** 192 random bits: nobody guesses it. */
const TOKEN_BYTES = 24

/** By what somebody is let in who makes an account. */
export interface Admission {
  /** Before anything is written: for a minute nobody else is let in by it. @throws ChatError sign_up_closed */
  claim(): Promise<void>
  /** Nothing was written after all. */
  release(): Promise<void>
  /** Right before the account is there for good. */
  spend(): Promise<void>
}

export interface SignUpRules {
  /** Those that stand open to everybody. */
  readonly ways: readonly SignUpWay[]
  /** @throws ChatError sign_up_closed */
  mustTakeGuests(): void
  /** @throws ChatError sign_up_closed */
  mustAdmit(token: string | undefined): Promise<Admission>
  invite(): Promise<Invitation>
}

const nothing = async () => undefined
/** Everybody, by nothing. */
export const OPEN: Admission = { claim: nothing, release: nothing, spend: nothing }

export function createSignUpRules(deps: {
  ways: readonly SignUpWay[]
  invitations: Invitations
  now: () => number
}): SignUpRules {
  const { ways, invitations, now } = deps
  return {
    ways,
    mustTakeGuests() {
      if (!ways.includes('guest')) throw closed('Guests are not let in here.')
    },
    async mustAdmit(token) {
      if (ways.includes('register')) return OPEN
      if (token === undefined) throw closed('New accounts are made by invitation here.')
      // Before any work is done for who has none.
      if (!(await invitations.isGood(token))) throw spent()
      return {
        async claim() {
          if (!(await invitations.claim(token))) throw spent()
          // Who claimed it before may have spent it since it was looked at.
          if (!(await invitations.isGood(token))) throw spent()
        },
        release: () => invitations.release(token),
        spend: () => invitations.spend(token),
      }
    },
    async invite() {
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      await invitations.add(token)
      return { token, endsAt: now() + INVITATION_TTL_SECONDS * 1_000 }
    },
  }
}

function closed(message: string): ChatError {
  return new ChatError('sign_up_closed', message)
}

function spent(): ChatError {
  return closed(
    'This invitation has been used, or its time is over. If it was you who made an account with it just now, sign in.',
  )
}
