// Commands of whoever moderates a room.

import { AppointMemberSchema, RestrictMemberSchema, SetSlowModeSchema } from '@hubbub/shared/schemas'
import type { ModerationRules } from '../chat/moderation.js'
import type { Tell } from './commands.js'
import type { Handle, Handler } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createModerationCommands(
  handle: Handle,
  moderation: ModerationRules,
  tell: Pick<Tell, 'roomsChangedOf'>,
): ReadonlyMap<string, Handler> {
  const limit = createRateLimit(60, 60)
  return new Map([
    [
      'member:restrict',
      handle(RestrictMemberSchema, limit, async (command, caller) => {
        const receipt = await moderation.restrict(caller, command)
        if (command.restriction === 'banned') tell.roomsChangedOf(command.userId)
        return receipt
      }),
    ],
    [
      'member:appoint',
      handle(AppointMemberSchema, limit, (command, caller) => moderation.appoint(caller, command)),
    ],
    [
      'room:slow-mode',
      handle(SetSlowModeSchema, limit, (command, caller) => moderation.setSlowMode(caller, command)),
    ],
  ])
}
