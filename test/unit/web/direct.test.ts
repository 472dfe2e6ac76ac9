// Whom one writes to: where they stand in the list of rooms, whether they are here, and whether they have gone.

import { type Entry, parseRoomId, type RoomKind, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { partnerGone, partnerIsHere } from '../../../apps/web/src/features/direct/partner.js'
import { peopleNearby } from '../../../apps/web/src/features/direct/people-nearby.js'
import { newsIn } from '../../../apps/web/src/features/rooms/news-in.js'
import { inOrder } from '../../../apps/web/src/features/rooms/room-order.js'
import type { RoomView } from '../../../packages/client/src/room.js'
import { openTimeline } from '../../../packages/client/src/timeline.js'
import { ann, bob, LOBBY, message, page, seq } from '../client/make.js'

function view(name: string, kind: RoomKind, fields: Partial<RoomView> = {}): RoomView {
  return {
    room: { roomId: parseRoomId(name), name, kind, topic: '', memberCount: 2, createdAt: 0 },
    partner: kind === 'direct' ? bob : null,
    timeline: openTimeline(page(1, 0)),
    presence: { count: 1, users: [ann] },
    members: null,
    pins: [],
    readSeq: seq(0),
    ...{ outgoing: [], typing: [], unread: 0, unreadIsAtLeast: false, loadingOlder: false },
    ...{
      isModerator: false,
      moderators: [],
      mutedBy: null,
      restricted: [],
      slowMode: null,
      notifyLevel: 'mentions',
    },
    ...fields,
  }
}

const withEntries = (...entries: Entry[]) => openTimeline(page(1, entries.length, { entries }))

test('the people one writes to stand below the rooms, by name', () => {
  const views = [view('anna', 'direct'), view('zoo', 'private'), view(LOBBY, 'public'), view('abc', 'direct')]
  const ordered = inOrder(new Map(views.map(each => [each.room.roomId, each])))
  expect(ordered.map(({ room }) => room.name)).toEqual(['lobby', 'zoo', 'abc', 'anna'])
})

test('[W3] whoever has left has gone, whether that was before the room was joined or after it', () => {
  const talk = view('bob', 'direct')
  expect(partnerGone(talk)).toBe(null)
  expect(partnerGone({ ...talk, room: { ...talk.room, memberCount: 1 } })).toEqual(bob)
  const { seq: at, mid, sentAt } = message(1)
  const left = { kind: 'member-left', seq: at, mid, sentAt, sender: bob } as const
  expect(partnerGone({ ...talk, timeline: withEntries(left) })).toEqual(bob)
  expect(partnerGone(view('room', 'public', { timeline: withEntries(left) }))).toBe(null)
  expect(partnerIsHere(talk)).toBe(false)
  expect(partnerIsHere({ ...talk, presence: { count: 2, users: [ann, bob] } })).toBe(true)
})

test('an unread message to nobody else is news of its own kind, below a mention', () => {
  const talk = view('bob', 'direct', { timeline: withEntries(message(1)), unread: 1 })
  const mention = view('room', 'public', { timeline: withEntries(message(1, { text: '@Ann' })), unread: 1 })
  expect(newsIn([talk], ann)).toBe('direct')
  expect(newsIn([talk, mention], ann)).toBe('mention')
  expect(newsIn([{ ...talk, readSeq: seq(1), unread: 0 }], ann)).toBe('none')
})

test('people nearby are the others who are in the same rooms now, each once', () => {
  const carl: User = { ...bob, userId: `${bob.userId}2` as User['userId'], name: 'Carl' }
  const rooms = [
    view('one', 'public', { presence: { count: 2, users: [ann, carl] } }),
    view('two', 'public', { presence: { count: 3, users: [carl, bob, ann] } }),
  ]
  expect(peopleNearby(rooms, ann.userId)).toEqual([bob, carl])
})
