// What a client may say about other people: find them, write to them, let them into a room.

import type { FindPeople, Invite, OpenDirect } from '@hubbub/shared'
import { FindPeopleSchema, InviteSchema, OpenDirectSchema } from '@hubbub/shared/schemas'
import type { PeopleRules } from '../chat/people.js'
import type { Caller, Tell } from './commands.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createPeopleCommands(
  handle: Handle,
  people: PeopleRules,
  tell: Pick<Tell, 'roomsChanged' | 'roomsChangedOf'>,
): ReadonlyMap<string, Handler<Caller>> {
  const is = {
    find: validator<FindPeople>(FindPeopleSchema),
    direct: validator<OpenDirect>(OpenDirectSchema),
    invite: validator<Invite>(InviteSchema),
  }
  // Both reach into the room list of somebody else.
  const limits = {
    finds: createRateLimit(30, 10),
    directs: createRateLimit(10, 60),
    invitations: createRateLimit(20, 60),
  }

  return new Map<string, Handler<Caller>>([
    ['people:find', handle(is.find, limits.finds, (request, { user }: Caller) => people.find(user, request))],
    [
      'room:direct',
      handle(is.direct, limits.directs, async (command, { socket, user }: Caller) => {
        const room = await people.openDirect(user, command)
        // Also when it is there already: whoever made it may have ended before it was told.
        tell.roomsChanged(socket)
        tell.roomsChangedOf(command.userId)
        return room
      }),
    ],
    [
      'room:invite',
      handle(is.invite, limits.invitations, async (command, { user }: Caller) => {
        await people.invite(user, command)
        tell.roomsChangedOf(command.userId)
        return null
      }),
    ],
  ])
}
