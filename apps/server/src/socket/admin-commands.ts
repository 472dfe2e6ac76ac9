// What only the accounts that the settings name may say, in a demo too: it opens the account of anybody. To others these are no
// events at all, as those of operators.

import type { PasswordReset, UserId } from '@hubbub/shared'
import { MakePasswordResetSchema } from '@hubbub/shared/schemas'
import type { Handle, Handler } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export interface AdminRules {
  /** For the account of that name. @throws ChatError bad_request, not_found, not_registered, unavailable */
  makePasswordReset(name: string, by: UserId): Promise<PasswordReset>
}

export function createAdminCommands(handle: Handle, rules: AdminRules): ReadonlyMap<string, Handler> {
  const limit = createRateLimit(20, 60)

  return new Map([
    [
      'password-reset:make',
      handle(MakePasswordResetSchema, limit, ({ name }, { user }) =>
        rules.makePasswordReset(name, user.userId),
      ),
    ],
  ])
}
