// What setting a forgotten password anew needs from the world. Implemented in redis/.

import type { UserId } from '@hubbub/shared'

/** By which accounts may be given another password, each for PASSWORD_RESET_TTL_SECONDS. Always true: an account has one at most. */
export interface PasswordResets {
  /** In place of the one that the account has, if any. */
  add(userId: UserId, token: string): Promise<void>
  /** @returns whose it is; null: it was never one, has been used, or its time is over */
  find(token: string): Promise<UserId | null>
  /**
   * In one step: takes the token away, changes the password, and ends all sessions of the account.
   *
   * @returns the generation of its sessions from now on; null: it has no such token any more, and nothing is changed
   */
  use(userId: UserId, token: string, passwordHash: string): Promise<number | null>
}
