// Who may make an account or come in as a guest. Always true: an invitation admits one account; what is written before it is spent
// lets nobody in.

import { ChatError, INVITATION_TTL_SECONDS, type Invitation, type SignUpWay } from '@hubbub/shared'
import { newLinkToken } from './link-token.js'
import type { Invitations } from './ports.js'

export interface SignUpRules {
  /** Those that stand open to everybody. */
  readonly ways: readonly SignUpWay[]
  /** @throws ChatError sign_up_closed */
  mustTakeGuests(): void
  /** Before any work is done for who may not. @throws ChatError sign_up_closed */
  mustBeAdmitted(token: string | undefined): Promise<void>
  /**
   * Makes an account for who may have one; nobody else uses the invitation meanwhile.
   *
   * @param make calls `spend` right before the account is there for good @throws ChatError sign_up_closed, and what `make` throws
   */
  admit<Made>(token: string | undefined, make: (spend: () => Promise<void>) => Promise<Made>): Promise<Made>
  invite(): Promise<Invitation>
}

export function createSignUpRules(deps: {
  ways: readonly SignUpWay[]
  invitations: Invitations
  now: () => number
}): SignUpRules {
  const { ways, invitations, now } = deps
  const isOpen = ways.includes('register')
  return {
    ways,
    mustTakeGuests() {
      if (!ways.includes('guest')) throw closed('Guests are not let in here.')
    },
    async mustBeAdmitted(token) {
      if (!isOpen && !(await invitations.isGood(given(token)))) throw spent()
    },
    async admit(token, make) {
      if (isOpen) return make(async () => undefined)
      const invitation = given(token)
      // Who claimed it before may have spent it since it was looked at.
      if (!(await invitations.claim(invitation)) || !(await invitations.isGood(invitation))) throw spent()
      try {
        return await make(async () => {
          if (!(await invitations.spend(invitation))) throw spent()
        })
      } catch (error) {
        // After any other error something may have been written, which ends no later than the claim.
        if (error instanceof ChatError && error.code === 'name_taken') await invitations.release(invitation)
        throw error
      }
    },
    async invite() {
      const token = newLinkToken()
      await invitations.add(token)
      return { token, endsAt: now() + INVITATION_TTL_SECONDS * 1_000 }
    },
  }
}

function given(token: string | undefined): string {
  if (token === undefined) throw closed('New accounts are made by invitation here.')
  return token
}

function closed(message: string): ChatError {
  return new ChatError('sign_up_closed', message)
}

function spent(): ChatError {
  return closed(
    'This invitation has been used, or its time is over. If it was you, sign in, or try again in a minute.',
  )
}
