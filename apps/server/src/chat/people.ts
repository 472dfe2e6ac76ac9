// Finding people, writing to them, telling who is in a room, and letting them in. Always true: however often others do
// that, one can still join rooms and begin conversations of one's own choice.

import { createHash } from 'node:crypto'
import {
  ChatError,
  type FindPeople,
  FOUND_PEOPLE_MAX,
  type FoundPeople,
  type Invite,
  type ListMembers,
  MEMBERS_LISTED_MAX,
  MEMBERS_PAGE,
  type MembersPage,
  type OpenDirect,
  parseRoomId,
  type RoomId,
  type RoomSummary,
  type User,
  type UserId,
} from '@hubbub/shared'
import type { AfterMessage } from './after-message.js'
import type { BeginReadingRule } from './mark-read.js'
import { nameSkeleton } from './names.js'
import type { Accounts, Rooms } from './ports.js'

export interface PeopleRules {
  find(user: User, request: FindPeople): Promise<FoundPeople>
  /** @throws ChatError not_found, too_many_rooms; bad_request for a conversation with oneself */
  openDirect(user: User, command: OpenDirect): Promise<RoomSummary>
  /** @throws ChatError not_a_member, banned */
  members(user: User, request: ListMembers): Promise<MembersPage>
  /** Does nothing when they are in it. @throws ChatError not_a_member, not_found, banned, too_many_rooms */
  invite(user: User, command: Invite): Promise<void>
}

export function createPeopleRules(deps: {
  accounts: Pick<Accounts, 'user' | 'findPeople'>
  rooms: Rooms
  beginReading: BeginReadingRule
  after: Pick<AfterMessage, 'letIn'>
}): PeopleRules {
  const { accounts, rooms, beginReading, after } = deps
  return {
    async find({ userId }, { query }) {
      const skeleton = nameSkeleton(query.normalize('NFKC').trim())
      if (skeleton === '') return { people: [] }
      // One more, since whoever asks may be among them.
      const find = (beginning: string) => accounts.findPeople(beginning, FOUND_PEOPLE_MAX + 1)
      const found = (await Promise.all(beginningsOf(query, skeleton).map(find))).flat()
      const people = new Map(found.map(person => [person.userId, person]))
      people.delete(userId)
      const inOrder = [...people.values()].sort((one, other) =>
        nameSkeleton(one.name) < nameSkeleton(other.name) ? -1 : 1,
      )
      return { people: inOrder.slice(0, FOUND_PEOPLE_MAX) }
    },

    async openDirect(user, { userId }) {
      if (userId === user.userId) throw new ChatError('bad_request', 'That is you.')
      const other = await mustBeThere(userId)
      const roomId = directIdOf(user.userId, userId)
      const { room, isNew } = await rooms.openDirect(roomId, user, other)
      if (isNew) for (const person of [user, other]) await mustStillBeThere(person, roomId)
      return room
    },

    async members(user, { roomId, after = '' }) {
      await rooms.lookIn(roomId, user.userId)
      const all = await rooms.memberIds(roomId, MEMBERS_LISTED_MAX)
      if (all === null) {
        const some = await rooms.someMemberIds(roomId, MEMBERS_PAGE)
        return { members: await thoseThere(some.slice(0, MEMBERS_PAGE)), next: null, isComplete: false }
      }
      // By their ids: whoever comes or goes between two pages moves nobody else from one to the other.
      const rest = all.filter(id => id > after).sort()
      const page = rest.slice(0, MEMBERS_PAGE)
      const next = rest.length > page.length ? (page.at(-1) ?? null) : null
      return { members: await thoseThere(page), next, isComplete: true }
    },

    async invite(user, { roomId, userId }) {
      const room = await rooms.lookIn(roomId, user.userId)
      if (room.kind === 'direct') throw new ChatError('bad_request', 'This conversation is for two.')
      const invited = await mustBeThere(userId)
      // Also when they are in it: whoever let them in may have been interrupted.
      const { joinedNow, toldAt } = await rooms.letIn(roomId, invited, user)
      await mustStillBeThere(invited, roomId)
      if (!joinedNow) return
      await beginReading(invited, roomId, toldAt)
      if (toldAt !== null) after.letIn(invited, { roomId, ...toldAt, by: user })
    },
  }

  /** Without those whose account has ended, and whose membership is about to. */
  async function thoseThere(userIds: readonly UserId[]): Promise<User[]> {
    return (await Promise.all(userIds.map(id => accounts.user(id)))).filter(person => person !== null)
  }

  async function mustBeThere(userId: UserId): Promise<User> {
    const person = await accounts.user(userId)
    if (person === null) throw notThere()
    return person
  }

  /** A guest may have gone meanwhile, past the one who puts away what they leave behind. */
  async function mustStillBeThere(person: User, roomId: RoomId): Promise<void> {
    if ((await accounts.user(person.userId)) !== null) return
    await rooms.leave(roomId, person)
    throw notThere()
  }
}

const ID_LENGTH = 32

/** Made of theirs, the same in either order, so that two have one conversation. Knowing it lets nobody in. */
function directIdOf(one: UserId, other: UserId): RoomId {
  const pair = [one, other].sort().join(' ')
  return parseRoomId(createHash('sha256').update(pair).digest('base64url').slice(0, ID_LENGTH))
}

/** Of names that look alike: what is typed may end within what looks like another letter, as "r" does in "rn". */
function beginningsOf(query: string, skeleton: string): string[] {
  const longer = ['n', 'v'].map(next => nameSkeleton(query.normalize('NFKC').trim() + next))
  return [skeleton, ...longer.filter(beginning => !beginning.startsWith(skeleton))]
}

function notThere(): ChatError {
  return new ChatError('not_found', 'There is no such person, or not any more.')
}
