// What a client may say about other people: find them, write to them, see who is in a room, let them in.

import { FindPeopleSchema, InviteSchema, ListMembersSchema, OpenDirectSchema } from '@hubbub/shared/schemas'
import type { PeopleRules } from '../chat/people.js'
import type { Tell } from './commands.js'
import type { Handle, Handler } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createPeopleCommands(
  handle: Handle,
  people: PeopleRules,
  tell: Pick<Tell, 'roomsChanged' | 'roomsChangedOf'>,
): ReadonlyMap<string, Handler> {
  const limits = {
    finds: createRateLimit(30, 10),
    // A room of as many members as are listed takes ten of them.
    members: createRateLimit(60, 10),
    // Both reach into the room list of somebody else.
    directs: createRateLimit(10, 60),
    invitations: createRateLimit(20, 60),
  }

  return new Map([
    [
      'people:find',
      handle(FindPeopleSchema, limits.finds, (request, { user }) => people.find(user, request)),
    ],
    [
      'room:members',
      handle(ListMembersSchema, limits.members, (request, { user }) => people.members(user, request)),
    ],
    [
      'room:direct',
      handle(OpenDirectSchema, limits.directs, async (command, { socket, user }) => {
        const room = await people.openDirect(user, command)
        // Also when it is there already: whoever made it may have ended before it was told.
        tell.roomsChanged(socket)
        tell.roomsChangedOf(command.userId)
        return room
      }),
    ],
    [
      'room:invite',
      handle(InviteSchema, limits.invitations, async (command, { user }) => {
        await people.invite(user, command)
        tell.roomsChangedOf(command.userId)
        return null
      }),
    ],
  ])
}
