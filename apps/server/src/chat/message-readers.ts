// Who has read a message, as far as they let others know.

import {
  type ListReaders,
  type MessageReaders,
  READERS_ROOM_MAX,
  type ReadsShared,
  type ShareReads,
  type User,
  type UserId,
} from '@hubbub/shared'
import type { Accounts, ReadMarks, Rooms } from './ports.js'
import { mustBeMember } from './rooms.js'

export interface ReadersRules {
  /** @throws ChatError not_a_member */
  list(user: User, request: ListReaders): Promise<MessageReaders>
  /** In all rooms, on all devices. @returns what stands now */
  share(user: User, command: ShareReads): Promise<ReadsShared>
}

export function createReadersRules(deps: {
  accounts: Pick<Accounts, 'user' | 'sharesReads' | 'setSharesReads'>
  rooms: Rooms
  readMarks: ReadMarks
}): ReadersRules {
  const { accounts, rooms, readMarks } = deps
  return {
    async list({ userId }, { roomId, epoch, seq }) {
      await mustBeMember(rooms, roomId, userId)
      const members = await rooms.memberIds(roomId, READERS_ROOM_MAX)
      if (members === null) return { readers: null }
      const others = members.filter(id => id !== userId)
      const read = await readMarks.readersAmong(others, roomId, epoch, seq)
      const readers = (await Promise.all(read.map(reader))).filter(person => person !== null)
      return { readers: readers.sort((a, b) => a.name.localeCompare(b.name)) }
    },
    async share({ userId }, { on }) {
      if (on !== undefined) await accounts.setSharesReads(userId, on)
      return { on: await accounts.sharesReads(userId) }
    },
  }

  async function reader(userId: UserId): Promise<User | null> {
    return (await accounts.sharesReads(userId)) ? accounts.user(userId) : null
  }
}
