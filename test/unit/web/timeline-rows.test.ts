import { type Entry, parseUserId, parseWebhookId, type RestrictionEntry, type User } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { messageBefore } from '../../../apps/web/src/features/timeline/message-before.js'
import { nextRows } from '../../../apps/web/src/features/timeline/next-rows.js'
import { buildRows, type Row } from '../../../apps/web/src/features/timeline/timeline-rows.js'
import { ann, bob, change, key, message, messages, pin, renamed, seq, topic } from '../client/make.js'

const me = ann.userId
const noon = new Date(2026, 4, 20, 12).getTime()
const minutes = (count: number) => noon + count * 60_000

function rowsOf(entries: readonly Entry[], newAfter: number | null = null): Row[] {
  return buildRows({
    timeline: { entries, oldestSeq: entries[0]?.seq ?? seq(1) },
    outgoing: [],
    pins: [],
    me,
    newAfter: newAfter === null ? null : seq(newAfter),
  })
}

const continued = (rows: readonly Row[]) => rows.map(row => row.kind !== 'event' && row.isContinued)

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

test('[R8] a message says whether a moderator deleted it, or its sender', () => {
  const rows = rowsOf([
    message(1),
    message(2),
    message(3),
    change(4, 1, null),
    { ...change(5, 2, null), sender: ann },
    change(6, 3, 'other'),
  ])
  expect(rows.map(row => row.kind === 'message' && [row.text, row.isModerated])).toEqual([
    [null, false],
    [null, true],
    ['other', false],
  ])
})

test('[B5] what a webhook says stands together as long as it goes by one name, and what became of it has a row', () => {
  const webhook = { webhookId: parseWebhookId('u-hook'), name: 'CI' }
  const as = (name: string) => ({ sender: { userId: parseUserId('u-hook'), name, app: 'CI' } })
  const { seq, mid, sentAt, sender } = message(6)
  const rows = rowsOf([
    { kind: 'webhook-added', webhook, seq, mid, sentAt, sender },
    message(7, as('CI')),
    message(8, as('CI')),
    message(9, as('Bob')),
    message(10),
    message(11, as('Bob')),
  ])
  expect(rows[0]?.kind).toBe('event')
  expect(continued(rows)).toEqual([false, false, true, false, false, false])
})

test('[R2] what a moderator did has a row each; a lifted one says what was lifted as far as that is known', () => {
  const act = (at: number, restriction: RestrictionEntry['restriction']): RestrictionEntry => {
    const { seq, mid, sentAt, sender } = message(at)
    return { kind: 'member-restricted', seq, mid, sentAt, sender, target: ann, restriction }
  }
  const rows = rowsOf([act(1, null), act(2, 'muted'), act(3, null), act(4, 'banned'), act(5, null)], 0)
  expect(rows.map(row => row.kind === 'event' && row.lifted)).toEqual([null, null, 'muted', null, 'banned'])
  expect(rows.some(row => row.startsUnread)).toBe(false)
})

test('[R7] what waits for slow mode is told when it goes out: one after the other', () => {
  const written = (number: number, state: 'queued' | 'refused') => {
    const outgoing = { clientMessageId: key(number), text: 'hello', writtenAt: noon }
    if (state === 'queued') return { ...outgoing, state }
    return { ...outgoing, state, code: 'muted', message: 'muted' } as const
  }
  const source = {
    timeline: { entries: [], oldestSeq: seq(1) },
    outgoing: [written(1, 'queued'), written(2, 'refused'), written(3, 'queued')],
    ...{ pins: [], me, newAfter: null },
  }
  const times = (rows: Row[]) => rows.map(row => row.kind === 'outgoing' && row.goesOutAt)
  const slowMode = { seconds: 30, opensAt: noon + 5_000 }
  expect(times(buildRows({ ...source, slowMode }))).toEqual([noon + 5_000, null, noon + 35_000])
  expect(times(buildRows(source))).toEqual([null, null, null])
})

test('[R6] that slow mode was set has a row', () => {
  const { seq: at, mid, sender, sentAt } = message(1)
  const rows = rowsOf([{ kind: 'slow-mode-changed', seq: at, mid, sender, sentAt, seconds: 30 }], 0)
  expect(rows).toMatchObject([{ kind: 'event', startsUnread: false, entry: { seconds: 30 } }])
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
  const source = { outgoing: [], pins: [], me, newAfter: null }
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
  const [sending] = buildRows({
    timeline: { entries: [], oldestSeq: seq(1) },
    outgoing,
    pins: [],
    me,
    newAfter: null,
  })
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

test('[C7] a new name of the room is a line of its own', () => {
  const rows = rowsOf([message(1), renamed(2, 'Walks'), message(3)], 0)
  expect(rows.map(({ kind }) => kind)).toEqual(['message', 'event', 'message'])
})

test('[C5] [C6] pins and topics are lines of their own, and a pinned message is marked', () => {
  const entries = [message(1), pin(2, 1), message(3), topic(4, 'Tea'), message(5)]
  const timeline = { entries, oldestSeq: seq(1) }
  const pins = [{ seq: seq(1), mid: message(1).mid }]
  const rows = buildRows({ timeline, outgoing: [], pins, me, newAfter: seq(1) })
  expect(rows.map(row => row.kind)).toEqual(['message', 'event', 'message', 'event', 'message'])
  expect(rows.map(row => row.kind === 'message' && row.isPinned)).toEqual([true, false, false, false, false])
  // Neither is new to read.
  expect(rows.map(row => row.startsUnread)).toEqual([false, false, true, false, false])
})

test('[M10] a reply shows what it answers, also on its way into the log, and not once it is deleted', () => {
  const replyTo = { seq: seq(1), mid: message(1).mid }
  const held = { state: 'held', place: replyTo, sender: bob, text: 'message 1' }
  const outgoing = [
    { state: 'queued' as const, clientMessageId: key(7), text: 'me', replyTo, writtenAt: noon },
  ]
  const entries = [message(1), message(2, { replyTo }), message(3, { replyTo }), change(4, 3, null)]
  const rows = buildRows({ timeline: { entries, oldestSeq: seq(1) }, outgoing, pins: [], me, newAfter: null })
  expect(rows.map(row => row.kind !== 'event' && row.quote)).toEqual([null, held, null, held])
})

test('[L1] a message shows the card of its first link that was looked up, as it was told last', () => {
  const previewed = (at: number, link: string): Entry => {
    const { seq, mid, sentAt, sender } = message(at)
    const preview = { link, site: 'example.com', title: link, description: '' }
    return { kind: 'link-previewed', seq, mid, sentAt, sender, target: message(1).mid, preview }
  }
  const [one, two] = ['https://example.com/a', 'https://example.com/b']
  const titleOf = (text: string, ...told: readonly Entry[]) => {
    const [row] = rowsOf([message(1, { text }), ...told])
    return row?.kind === 'message' ? row.preview?.title : undefined
  }
  const [first, second] = [previewed(2, one), previewed(3, two)]
  expect(titleOf(`see ${one}, and (${two})!`, first, second)).toBe(one)
  expect(titleOf(`see ${two}, and ${one}`, first, second)).toBe(two)
  expect(titleOf(`\`${one}\``, first)).toBeUndefined()
  expect(titleOf(`see ${one}.`, first, second)).toBe(one)
  expect(titleOf(`${one}bc`, first)).toBeUndefined()
  expect(titleOf(one, first, change(3, 1, null))).toBeUndefined()
  expect(rowsOf([message(1, { text: one }), first])).toHaveLength(1)
})
