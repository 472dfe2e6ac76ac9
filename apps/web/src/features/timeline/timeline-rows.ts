import { changesIn, hasOlder, type Outgoing, type Reaction, reactionsIn, type Timeline } from '@hubbub/client'
import type { Entry, MembershipEntry, MessageEntry, Seq, UserId } from '@hubbub/shared'
import { type Quote, quoteOf } from '../replies/quote.js'
import { startOfDay } from './clock-text.js'

// What the timeline paints, one row per entry. Always true:
//  - a separator belongs to the row below it, so that a page of older entries adds as many rows as it has;
//  - a row never changes its shape when older ones come above it: the oldest entry held is not painted before the one
//    above it is known, which decides on its separator and its heading;
//  - an own message keeps its key on its way from the outbox into the log, and so its place on the screen.

const GROUP_MS = 5 * 60_000
const NONE: readonly Reaction[] = []

export interface RowFrame {
  key: string
  /** Milliseconds since 1970. */
  at: number
  startsDay: boolean
  startsUnread: boolean
}

export type Row = RowFrame &
  (
    | {
        kind: 'message'
        entry: MessageEntry
        /** What it says by now; null: it was deleted. */
        text: string | null
        isChanged: boolean
        reactions: readonly Reaction[]
        /** What it answers. */
        quote: Quote | null
        isOwn: boolean
        isContinued: boolean
      }
    | { kind: 'membership'; entry: MembershipEntry }
    | { kind: 'outgoing'; outgoing: Outgoing; quote: Quote | null; isContinued: boolean }
  )

export interface RowsSource {
  timeline: Pick<Timeline, 'entries' | 'oldestSeq'>
  outgoing: readonly Outgoing[]
  me: UserId
  /** Others' messages above this seq are new; null: draw no line. */
  newAfter: Seq | null
}

export function buildRows({ timeline, outgoing, me, newAfter }: RowsSource): Row[] {
  const { entries } = timeline
  const rows: Row[] = []
  const changes = changesIn(entries)
  const reactions = reactionsIn(entries)
  const firstNew = newAfter === null ? undefined : entries.find(entry => isNew(entry, newAfter, me))

  for (const entry of entries) {
    const frame = frameOf(rows.at(-1), keyOf(entry, me), entry.sentAt, entry === firstNew)
    switch (entry.kind) {
      case 'message': {
        const change = changes.get(entry.mid)
        rows.push({
          ...frame,
          kind: 'message',
          entry,
          text: change === undefined ? entry.text : change,
          isChanged: change !== undefined,
          reactions: reactions.get(entry.mid) ?? NONE,
          quote: entry.replyTo && change !== null ? quoteOf(entry.replyTo, timeline, changes) : null,
          isOwn: entry.sender.userId === me,
          isContinued: continues(rows.at(-1), frame, entry.sender.userId, me),
        })
        break
      }
      case 'member-joined':
      case 'member-left':
        rows.push({ ...frame, kind: 'membership', entry })
        break
      // A change shows at its message, and so does a reaction. An entry of a kind this page does not know is counted by the client and shown as
      // nothing.
    }
  }
  if (hasOlder(timeline)) rows.shift()
  for (const each of outgoing) {
    const frame = frameOf(rows.at(-1), ownKey(each.clientMessageId), each.writtenAt, false)
    rows.push({
      ...frame,
      kind: 'outgoing',
      outgoing: each,
      quote: each.replyTo ? quoteOf(each.replyTo, timeline, changes) : null,
      isContinued: continues(rows.at(-1), frame, me, me),
    })
  }
  return rows
}

function isNew(entry: Entry, newAfter: Seq, me: UserId): boolean {
  return entry.kind === 'message' && entry.seq > newAfter && entry.sender.userId !== me
}

function keyOf(entry: Entry, me: UserId): string {
  return entry.kind === 'message' && entry.sender.userId === me ? ownKey(entry.clientMessageId) : entry.mid
}

function ownKey(clientMessageId: string): string {
  return `own:${clientMessageId}`
}

function frameOf(above: Row | undefined, key: string, at: number, startsUnread: boolean): RowFrame {
  const startsDay = above === undefined || startOfDay(above.at) !== startOfDay(at)
  return { key, at, startsDay, startsUnread }
}

function continues(above: Row | undefined, frame: RowFrame, sender: UserId, me: UserId): boolean {
  if (above === undefined || frame.startsDay || frame.startsUnread) return false
  if (above.kind === 'membership' || frame.at - above.at > GROUP_MS) return false
  return sender === (above.kind === 'message' ? above.entry.sender.userId : me)
}
