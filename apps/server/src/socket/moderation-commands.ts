// Commands of whoever moderates a room.

import type { RestrictMember, SetSlowMode } from '@hubbub/shared'
import { RestrictMemberSchema, SetSlowModeSchema } from '@hubbub/shared/schemas'
import type { ModerationRules } from '../chat/moderation.js'
import type { Caller, Tell } from './commands.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createModerationCommands(
  handle: Handle,
  moderation: ModerationRules,
  tell: Pick<Tell, 'roomsChangedOf'>,
): ReadonlyMap<string, Handler<Caller>> {
  const isRestrictMember = validator<RestrictMember>(RestrictMemberSchema)
  const isSetSlowMode = validator<SetSlowMode>(SetSlowModeSchema)
  const limit = createRateLimit(60, 60)
  return new Map<string, Handler<Caller>>([
    [
      'member:restrict',
      handle(isRestrictMember, limit, async (command, caller: Caller) => {
        const receipt = await moderation.restrict(caller, command)
        if (command.restriction === 'banned') tell.roomsChangedOf(command.userId)
        return receipt
      }),
    ],
    [
      'room:slow-mode',
      handle(isSetSlowMode, limit, (command, caller: Caller) => moderation.setSlowMode(caller, command)),
    ],
  ])
}
