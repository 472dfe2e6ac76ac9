import type { Entry, User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { messageBefore } from '../../../apps/web/src/features/timeline/message-before.js'
import { nextRows } from '../../../apps/web/src/features/timeline/next-rows.js'
import { buildRows, type Row } from '../../../apps/web/src/features/timeline/timeline-rows.js'
import { ann, bob, change, key, message, messages, seq } from '../client/make.js'

const me = ann.userId
const noon = new Date(2026, 4, 20, 12).getTime()
const minutes = (count: number) => noon + count * 60_000

function rowsOf(entries: readonly Entry[], newAfter: number | null = null): Row[] {
  return buildRows({
    timeline: { entries, oldestSeq: entries[0]?.seq ?? seq(1) },
    outgoing: [],
    me,
    newAfter: newAfter === null ? null : seq(newAfter),
  })
}

const continued = (rows: readonly Row[]) => rows.map(row => row.kind !== 'membership' && row.isContinued)

test('messages of one sender within five minutes stand together', () => {
  const rows = rowsOf([
    message(1, { sentAt: minutes(0) }),
    message(2, { sentAt: minutes(4) }),
    message(3, { sentAt: minutes(10) }),
    message(4, { sentAt: minutes(11), sender: ann }),
    message(5, { sentAt: minutes(12) }),
  ])
  expect(continued(rows)).toEqual([false, true, false, false, false])
})

test('each day starts with its separator, and nothing is grouped across midnight', () => {
  const midnight = new Date(2026, 4, 21).getTime()
  const rows = rowsOf([
    message(1, { sentAt: midnight - 60_000 }),
    message(2, { sentAt: midnight + 60_000 }),
    message(3, { sentAt: midnight + 120_000 }),
  ])
  expect(rows.map(row => row.startsDay)).toEqual([true, true, false])
  expect(continued(rows)).toEqual([false, false, true])
})

test('the oldest entry held is not shown before the one above it is known', () => {
  const source = { outgoing: [], me, newAfter: null }
  const oldestSeq = seq(1)
  const before = buildRows({ ...source, timeline: { entries: messages(5, 8), oldestSeq } })
  const after = buildRows({ ...source, timeline: { entries: messages(1, 8), oldestSeq } })
  expect(before).toEqual(after.slice(-before.length))
  expect(before).toHaveLength(3)
})

test('the line of new messages stands above the first one of somebody else', () => {
  const entries = [
    message(1),
    message(2, { sender: ann }),
    { ...message(3), kind: 'member-joined' as const },
    message(4),
    message(5),
  ]
  expect(rowsOf(entries, 1).map(row => row.startsUnread)).toEqual([false, false, false, true, false])
  expect(rowsOf(entries, 5).some(row => row.startsUnread)).toBe(false)
  expect(rowsOf(entries).some(row => row.startsUnread)).toBe(false)
})

test('an own message keeps its row from the outbox into the log', () => {
  const outgoing = [{ state: 'sending' as const, clientMessageId: key(7), text: 'hi', writtenAt: noon }]
  const [sending] = buildRows({ timeline: { entries: [], oldestSeq: seq(1) }, outgoing, me, newAfter: null })
  const [sent] = rowsOf([message(1, { sender: ann, clientMessageId: key(7) })])
  expect(sending?.key).toBe(sent?.key)
})

test('the same clientMessageId of somebody else is another row', () => {
  const [own, other] = rowsOf([
    message(1, { sender: ann, clientMessageId: key(7) }),
    message(2, { sender: bob, clientMessageId: key(7) }),
  ])
  expect(own?.key).not.toBe(other?.key)
})

test('older rows are painted first and newer ones after them, when both come at once', () => {
  const painted = rowsOf(messages(10, 20))
  const both = rowsOf(messages(5, 25))
  const first = nextRows(painted, both)
  expect(first.isShift).toBe(true)
  expect(first.rows.map(row => row.key)).toEqual(rowsOf(messages(5, 20)).map(row => row.key))

  const then = nextRows(first.rows, both)
  expect(then).toEqual({ rows: both, isShift: false })
})

test('newer rows, and rows that have nothing to do with those before, are painted at once', () => {
  const painted = rowsOf(messages(10, 20))
  const appended = rowsOf(messages(10, 22))
  expect(nextRows(painted, appended)).toEqual({ rows: appended, isShift: false })
  const replaced = rowsOf(messages(100, 120))
  expect(nextRows(painted, replaced)).toEqual({ rows: replaced, isShift: false })
})

test('[C1] a message says what it was last changed to, and a change has no row of its own', () => {
  const entries = [
    ...messages(1, 3),
    change(4, 1, 'new'),
    change(5, 2, ''),
    change(6, 1, 'newest'),
    change(7, 2, null),
  ]
  const rows = rowsOf(entries).map(row => row.kind === 'message' && [row.text, row.isChanged])
  expect(rows).toEqual([
    ['newest', true],
    [null, true],
    ['message 3', false],
  ])
})

test('the message to edit or to answer is the newest, or the one before it, and never a deleted one', () => {
  const entries = [message(1), message(2), message(3, { sender: ann }), message(4), change(5, 2, null)]
  const before = (at: number | null, sender?: User) =>
    messageBefore(
      entries,
      at === null ? null : message(at).mid,
      each => sender === undefined || each.sender === sender,
    )?.seq
  expect(before(null)).toBe(4)
  expect(before(4)).toBe(3)
  expect(before(3)).toBe(1)
  expect(before(1)).toBeUndefined()
  expect(before(9)).toBeUndefined()
  expect(before(4, bob)).toBe(1)
  expect(before(null, ann)).toBe(3)
  expect(messageBefore([], null)).toBeNull()
})

test('[M10] a reply shows what it answers, also on its way into the log, and not once it is deleted', () => {
  const replyTo = { seq: seq(1), mid: message(1).mid }
  const held = { state: 'held', place: replyTo, sender: bob, text: 'message 1' }
  const outgoing = [
    { state: 'queued' as const, clientMessageId: key(7), text: 'me', replyTo, writtenAt: noon },
  ]
  const entries = [message(1), message(2, { replyTo }), message(3, { replyTo }), change(4, 3, null)]
  const rows = buildRows({ timeline: { entries, oldestSeq: seq(1) }, outgoing, me, newAfter: null })
  expect(rows.map(row => row.kind !== 'membership' && row.quote)).toEqual([null, held, null, held])
})
