// What comes of the level of notification that somebody has chosen for a room.

import type { Entry, NotifyLevel } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { hasUnreadMention, unreadNews } from '../../../apps/web/src/features/mentions/unread-mention.js'
import { newsIn } from '../../../apps/web/src/features/rooms/news-in.js'
import type { RoomView } from '../../../packages/client/src/room.js'
import { openTimeline } from '../../../packages/client/src/timeline.js'
import { ann, bob, change, LOBBY, message, page, seq } from '../client/make.js'

function view(notifyLevel: NotifyLevel, entries: Entry[], fields: Partial<RoomView> = {}): RoomView {
  return {
    room: { roomId: LOBBY, name: 'Lobby', kind: 'public', topic: '', memberCount: 2, createdAt: 0 },
    timeline: openTimeline(page(1, entries.length, { entries })),
    presence: { count: 1, users: [ann] },
    members: null,
    ...{ partner: null, pins: [], readSeq: seq(0), outgoing: [], typing: [], unread: entries.length },
    ...{
      unreadIsAtLeast: false,
      loadingOlder: false,
      isModerator: false,
      moderators: [],
      mutedBy: null,
      restricted: [],
    },
    ...{ slowMode: null, notifyLevel },
    ...fields,
  }
}

test('[J8] one is told of every message, of mentions, or of nothing; never of own ones or of what was deleted', () => {
  const entries = [message(1, { text: '@Ann' }), message(2), message(3, { sender: ann })]
  const told = (level: NotifyLevel, more: Entry[] = []) =>
    unreadNews(view(level, [...entries, ...more]), ann)?.seq
  expect([told('all'), told('mentions'), told('none')]).toEqual([2, 1, undefined])
  expect(told('all', [change(4, 2, null)])).toBe(1)
  const talk = { partner: bob }
  expect(unreadNews(view('mentions', entries, talk), ann)?.seq).toBe(2)
  expect(unreadNews(view('none', entries, talk), ann)).toBe(null)
})

test('[J8] [W5] one is told who has let one in, until there is more to tell or it was seen, and that is no mention', () => {
  const { seq: at, mid, sentAt } = message(1)
  const letIn: Entry = { kind: 'member-joined', seq: at, mid, sentAt, sender: ann, by: bob }
  const told = (level: NotifyLevel, entries: Entry[] = [letIn], fields: Partial<RoomView> = {}) =>
    unreadNews(view(level, entries, fields), ann)
  const news = { seq: 1, sender: bob, text: 'Bob let you in' }
  expect([told('all'), told('mentions'), told('none')]).toEqual([news, news, null])
  expect(told('mentions', [letIn, message(2), message(3, { text: '@Ann' })])?.seq).toBe(3)
  expect(told('mentions', [letIn, message(2)])).toEqual(news)
  expect(told('all', [letIn], { readSeq: at })).toBe(null)
  expect(hasUnreadMention(view('mentions', [letIn]), ann)).toBe(false)
  expect(newsIn([view('mentions', [letIn])], ann)).toBe('unread')
})

test('[J8] a room of which one wants to be told nothing is no news, though its mentions are known', () => {
  const entries = [message(1, { text: '@Ann' })]
  const levels: NotifyLevel[] = ['all', 'mentions', 'none']
  expect(levels.map(level => newsIn([view(level, entries)], ann))).toEqual(['mention', 'mention', 'none'])
  expect(newsIn([view('none', entries), view('mentions', [message(1)])], ann)).toBe('unread')
  expect(hasUnreadMention(view('none', entries), ann)).toBe(true)
})
