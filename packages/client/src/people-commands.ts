// Commands about other people, answered while somebody waits for them.

import type { Epoch, MessageReaders, RoomId, Seq, User, UserId } from '@hubbub/shared'
import type { MustLink } from './must-link.js'
import type { Room } from './room.js'

export interface PeopleCommands {
  /** Others by the beginning of their name. @throws CommandFailed */
  findPeople(query: string): Promise<readonly User[]>
  /** Makes somebody a member of a joined room. @throws CommandFailed */
  invite(roomId: RoomId, userId: UserId): Promise<void>
  /** While somebody looks on, the view of a joined room says who its `members` are. @returns what ends that */
  watchMembers(roomId: RoomId): () => void
  /** Who else has read the message at that place. @throws CommandFailed */
  readersOf(roomId: RoomId, epoch: Epoch, seq: Seq): Promise<MessageReaders>
  /** Whether others are told what this user has read, in all rooms. @param on undefined: only asks @throws CommandFailed */
  shareReads(on?: boolean): Promise<boolean>
}

export function createPeopleCommands(
  mustLink: MustLink,
  find: (roomId: RoomId) => Pick<Room, 'watchMembers'> | undefined,
): PeopleCommands {
  return {
    async findPeople(query) {
      return (await mustLink().command('people:find', { query })).people
    },
    async invite(roomId, userId) {
      await mustLink().command('room:invite', { roomId, userId })
    },
    watchMembers: roomId => find(roomId)?.watchMembers() ?? (() => {}),
    async readersOf(roomId, epoch, seq) {
      return mustLink().command('message:readers', { roomId, epoch, seq })
    },
    async shareReads(on) {
      return (await mustLink().command('reads:share', on === undefined ? {} : { on })).on
    },
  }
}
