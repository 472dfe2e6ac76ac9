// Commands about other people, answered while somebody waits for them.

import type { Epoch, MessageReaders, RoomId, Seq, User, UserId } from '@hubbub/shared'
import type { MustLink } from './must-link.js'

export interface PeopleCommands {
  /** Others by the beginning of their name. @throws CommandFailed */
  findPeople(query: string): Promise<readonly User[]>
  /** Makes somebody a member of a joined room. @throws CommandFailed */
  invite(roomId: RoomId, userId: UserId): Promise<void>
  /** Who else has read the message at that place. @throws CommandFailed */
  readersOf(roomId: RoomId, epoch: Epoch, seq: Seq): Promise<MessageReaders>
  /** Whether others are told what this user has read, in all rooms. @param on undefined: only asks @throws CommandFailed */
  shareReads(on?: boolean): Promise<boolean>
}

export function createPeopleCommands(mustLink: MustLink): PeopleCommands {
  return {
    async findPeople(query) {
      return (await mustLink().command('people:find', { query })).people
    },
    async invite(roomId, userId) {
      await mustLink().command('room:invite', { roomId, userId })
    },
    async readersOf(roomId, epoch, seq) {
      return mustLink().command('message:readers', { roomId, epoch, seq })
    },
    async shareReads(on) {
      return (await mustLink().command('reads:share', on === undefined ? {} : { on })).on
    },
  }
}
