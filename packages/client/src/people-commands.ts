// Commands about other people, answered while somebody waits for them.

import type { RoomId, User, UserId } from '@hubbub/shared'
import { noAnswer } from './command-failed.js'
import type { Link } from './link.js'

export interface PeopleCommands {
  /** Others by the beginning of their name. @throws CommandFailed */
  findPeople(query: string): Promise<readonly User[]>
  /** Makes somebody a member of a joined room. @throws CommandFailed */
  invite(roomId: RoomId, userId: UserId): Promise<void>
}

export function createPeopleCommands(currentLink: () => Link | null): PeopleCommands {
  function openLink(): Link {
    const link = currentLink()
    if (link === null) throw noAnswer('Not connected.')
    return link
  }

  return {
    async findPeople(query) {
      return (await openLink().command('people:find', { query })).people
    },
    async invite(roomId, userId) {
      await openLink().command('room:invite', { roomId, userId })
    },
  }
}
