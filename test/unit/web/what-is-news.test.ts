// When a notification of the system tells of a room: of what comes while the page is open, once, as far as somebody wants that.

import type { Entry, NotifyLevel } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { type Told, whatIsNews } from '../../../apps/web/src/features/notify/what-is-news.js'
import type { RoomView } from '../../../packages/client/src/room.js'
import { openTimeline } from '../../../packages/client/src/timeline.js'
import { ann, bob, change, epoch, LOBBY, message, page, seq } from '../client/make.js'

const hello = (at: number) => message(at, { text: '@Ann hello' })

/** A room in which Bob writes to Ann, and how far she has been told of it. */
function followed({ isLate = false } = {}) {
  let before: Told | undefined
  return (entries: Entry[], fields: Partial<RoomView> & { life?: string } = {}) => {
    const { life = 'epoch-1', ...rest } = fields
    const timeline = openTimeline({ ...page(1, entries.length, { entries }), epoch: epoch(life) })
    const view: RoomView = {
      room: { roomId: LOBBY, name: 'Lobby', kind: 'public', topic: '', memberCount: 2, createdAt: 0 },
      ...{ timeline, presence: { count: 2, users: [ann, bob] }, members: null, partner: null },
      ...{ pins: [], readSeq: seq(0), outgoing: [], typing: [], unread: entries.length },
      ...{ unreadIsAtLeast: false, loadingOlder: false, isModerator: false, mutedBy: null, restricted: [] },
      ...{ moderators: [], slowMode: null, notifyLevel: 'mentions' as NotifyLevel },
      ...rest,
    }
    const { told, isNews, isRead } = whatIsNews(view, ann, before, isLate)
    before = told
    return { isNews, isRead }
  }
}

test('what was unread when the page was opened is no news; what comes then is, once', () => {
  const look = followed()
  expect(look([hello(1)])).toEqual({ isNews: false, isRead: false })
  expect(look([hello(1), message(2)]).isNews).toBe(false)
  expect(look([hello(1), message(2), hello(3)]).isNews).toBe(true)
  expect(look([hello(1), message(2), hello(3)]).isNews).toBe(false)
})

test('all that is unread in a room that comes later is news, and in a log that began anew', () => {
  const look = followed({ isLate: true })
  expect(look([hello(1)]).isNews).toBe(true)
  expect(look([hello(1)], { life: 'epoch-2' }).isNews).toBe(true)
  expect(look([hello(1)], { life: 'epoch-2' }).isNews).toBe(false)
})

test('what is marked as unread, or was there when somebody began to want to hear of it, is no news', () => {
  const look = followed()
  look([message(1)])
  expect(look([message(1), hello(2)]).isNews).toBe(true)
  look([message(1), hello(2)], { readSeq: seq(2) })
  expect(look([message(1), hello(2)], { readSeq: seq(1) })).toEqual({ isNews: false, isRead: false })
  expect(look([message(1), hello(2), message(3)], { notifyLevel: 'all' }).isNews).toBe(false)
  expect(look([message(1), hello(2), message(3), message(4)], { notifyLevel: 'all' }).isNews).toBe(true)
})

test('what was told is over once it is read or deleted, unless something older may be unread', () => {
  const look = followed()
  look([message(1)], { readSeq: seq(1) })
  look([message(1), hello(2)], { readSeq: seq(1) })
  expect(look([message(1), hello(2)], { readSeq: seq(2), unreadIsAtLeast: true }).isRead).toBe(false)

  const again = followed()
  again([hello(1)])
  expect(again([hello(1)], { readSeq: seq(1) }).isRead).toBe(true)
  expect(again([hello(1)], { readSeq: seq(1) }).isRead).toBe(false)
  again([hello(1), hello(2)], { readSeq: seq(1) })
  expect(again([hello(1), hello(2), change(3, 2, null)], { readSeq: seq(1) }).isRead).toBe(true)
})
