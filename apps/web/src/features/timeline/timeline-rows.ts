import {
  changesIn,
  deletersIn,
  hasOlder,
  isNews,
  type Outgoing,
  previewsIn,
  type Reaction,
  reactionsIn,
  type SlowMode,
  type Timeline,
} from '@hubbub/client'
import {
  type Entry,
  type LinkPreview,
  linksIn,
  type MembershipEntry,
  type MessageEntry,
  type MessagePlace,
  type ModeratorEntry,
  type PinEntry,
  type RenameEntry,
  type Restriction,
  type RestrictionEntry,
  type Sender,
  type Seq,
  type SlowModeEntry,
  type TopicEntry,
  type UserId,
  type WebhookEntry,
} from '@hubbub/shared'
import { type Quote, quoteOf } from '../replies/quote.js'
import { countReplies } from '../replies/threads.js'
import { goesOutAt } from '../slow-mode/goes-out-at.js'
import { startOfDay } from './clock-text.js'

// What the timeline paints, one row per entry. Always true:
//  - a separator belongs to the row below it, so that a page of older entries adds as many rows as it has;
//  - a row never changes its shape when older ones come above it: as long as there are older entries the first row is left
//    out, since the one above it decides on its separator and its heading;
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

/** What is told in a line of its own. */
export type RoomEvent =
  | MembershipEntry
  | TopicEntry
  | RenameEntry
  | PinEntry
  | RestrictionEntry
  | ModeratorEntry
  | SlowModeEntry
  | WebhookEntry

export type Row = RowFrame &
  (
    | {
        kind: 'message'
        entry: MessageEntry
        /** What it says by now; null: it was deleted. */
        text: string | null
        isChanged: boolean
        /** Whether a moderator deleted it. */
        isModerated: boolean
        /** Where its link leads. */
        preview: LinkPreview | null
        reactions: readonly Reaction[]
        /** How many replies go back to it. */
        replies: number
        /** What it answers. */
        quote: Quote | null
        isOwn: boolean
        isPinned: boolean
        isContinued: boolean
      }
    | {
        kind: 'event'
        entry: RoomEvent
        /** What an entry that lifts a restriction has lifted, when that is among the entries held. */
        lifted: Restriction | null
      }
    | {
        kind: 'outgoing'
        outgoing: Outgoing
        quote: Quote | null
        isContinued: boolean
        /** When the room's slow mode lets it go, in milliseconds since 1970; null: nothing is known to keep it. */
        goesOutAt: number | null
      }
  )

export interface RowsSource {
  timeline: Pick<Timeline, 'entries' | 'oldestSeq'>
  outgoing: readonly Outgoing[]
  pins: readonly MessagePlace[]
  /** null when this user does not have to wait, or there is no connection. */
  slowMode?: SlowMode | null
  me: UserId
  /** What is news above this seq is new; null: draw no line. */
  newAfter: Seq | null
}

export function buildRows({ timeline, outgoing, pins, slowMode = null, me, newAfter }: RowsSource): Row[] {
  const { entries } = timeline
  const rows: Row[] = []
  const changes = changesIn(entries)
  const deleters = deletersIn(entries)
  const previews = previewsIn(entries)
  const reactions = reactionsIn(entries)
  const replies = countReplies(timeline, changes)
  const pinned = new Set(pins.map(({ mid }) => mid))
  const restrictions = new Map<UserId, Restriction | null>()
  const firstNew =
    newAfter === null ? undefined : entries.find(entry => entry.seq > newAfter && isNews(entry, me))

  for (const entry of entries) {
    const frame = frameOf(rows.at(-1), keyOf(entry, me), entry.sentAt, entry === firstNew)
    switch (entry.kind) {
      case 'message': {
        const change = changes.get(entry.mid)
        const text = change === undefined ? entry.text : change
        rows.push({
          ...frame,
          kind: 'message',
          entry,
          text,
          isChanged: change !== undefined,
          isModerated: change === null && deleters.get(entry.mid) !== entry.sender.userId,
          preview: previewOf(previews.get(entry.mid), text),
          reactions: reactions.get(entry.mid) ?? NONE,
          replies: replies.get(entry.mid) ?? 0,
          quote: entry.replyTo && change !== null ? quoteOf(entry.replyTo, timeline, changes) : null,
          isOwn: entry.sender.userId === me,
          isPinned: pinned.has(entry.mid),
          isContinued: continues(rows.at(-1), frame, entry.sender, me),
        })
        break
      }
      case 'member-joined':
      case 'member-left':
      case 'topic-changed':
      case 'room-renamed':
      case 'moderator-changed':
      case 'slow-mode-changed':
      case 'message-pinned':
      case 'webhook-added':
      case 'webhook-removed':
        rows.push({ ...frame, kind: 'event', entry, lifted: null })
        break
      case 'member-restricted': {
        const { target, restriction } = entry
        const lifted = restriction === null ? (restrictions.get(target.userId) ?? null) : null
        rows.push({ ...frame, kind: 'event', entry, lifted })
        restrictions.set(target.userId, restriction)
        break
      }
      // A change shows at its message, and so do a reaction and where its link leads. An entry of a kind this page does not know is counted by the
      // client and shown as nothing.
    }
  }
  if (hasOlder(timeline)) rows.shift()
  const times = goesOutAt(outgoing, slowMode)
  for (const each of outgoing) {
    const frame = frameOf(rows.at(-1), ownKey(each.clientMessageId), each.writtenAt, false)
    rows.push({
      ...frame,
      kind: 'outgoing',
      outgoing: each,
      quote: each.replyTo ? quoteOf(each.replyTo, timeline, changes) : null,
      isContinued: continues(rows.at(-1), frame, { userId: me }, me),
      goesOutAt: times.get(each.clientMessageId) ?? null,
    })
  }
  return rows
}

/** Of the first link that was looked up, as it was told last. */
function previewOf(told: readonly LinkPreview[] | undefined, text: string | null): LinkPreview | null {
  if (told === undefined || text === null) return null
  for (const link of linksIn(text)) {
    const preview = told.findLast(each => each.link === link)
    if (preview !== undefined) return preview
  }
  return null
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

function continues(
  above: Row | undefined,
  frame: RowFrame,
  sender: Pick<Sender, 'userId'> & Partial<Sender>,
  me: UserId,
): boolean {
  if (above === undefined || frame.startsDay || frame.startsUnread) return false
  if (above.kind === 'event' || frame.at - above.at > GROUP_MS) return false
  if (above.kind === 'outgoing') return sender.userId === me
  const { userId, name } = above.entry.sender
  // A webhook may go by another name each time.
  return sender.userId === userId && (sender.app === undefined || sender.name === name)
}
