import { parseUserId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { changesIn, deletersIn } from '../../../packages/client/src/message-changes.js'
import { follow, standingOf } from '../../../packages/client/src/room-standing.js'
import { openTimeline } from '../../../packages/client/src/timeline.js'
import { countUnread } from '../../../packages/client/src/unread.js'
import { ann, bob, change, LOBBY, message, page, pin, seq } from './make.js'

const mira = { userId: parseUserId('u-mira'), name: 'Mira' }
/** Bob's message at `of` is deleted by a moderator. */
const deletion = (at: number, of: number) => ({ ...change(at, of, null), sender: mira })

test('[C1] of several changes of a message the newest counts, whoever made them', () => {
  const changes = changesIn([
    message(1),
    message(2),
    change(3, 1, 'one'),
    change(4, 1, 'two'),
    deletion(5, 2),
  ])
  expect([...changes]).toEqual([
    [message(1).mid, 'two'],
    [message(2).mid, null],
  ])
})

test('[R8] who deleted a message is known, its sender or a moderator', () => {
  const deleters = deletersIn([
    message(1),
    message(2),
    change(3, 1, 'one'),
    deletion(4, 1),
    change(5, 2, null),
  ])
  expect([...deleters]).toEqual([
    [message(1).mid, mira.userId],
    [message(2).mid, bob.userId],
  ])
})

test('[R8] what a moderator deleted is not unread any more, and its pin is gone', () => {
  const entries = [message(1), message(2), pin(3, 1), deletion(4, 1)]
  const unread = (count: number) =>
    countUnread(openTimeline(page(1, count, { entries: entries.slice(0, count) })), seq(0), ann.userId)
  expect([unread(3), unread(4)]).toEqual([2, 1])
  const room = {
    roomId: LOBBY,
    name: 'Lobby',
    kind: 'public',
    memberCount: 2,
    topic: '',
    createdAt: 0,
  } as const
  const standing = standingOf({ headSeq: seq(0), room }, 0)
  expect(follow(standing, entries.slice(0, 3), ann.userId, 0).pins).toHaveLength(1)
  expect(follow(standing, entries, ann.userId, 0).pins).toEqual([])
})
