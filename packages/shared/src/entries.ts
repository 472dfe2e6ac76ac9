// What stands in a room's log, as clients are told it.

import type { MessageFile } from './files.js'
import type { ClientMessageId, EntryId, Seq } from './ids.js'
import type { LinkPreview } from './links.js'
import type { Sender, User } from './people.js'
import type { MessagePlace, Restriction } from './schemas.js'
import type { WebhookName } from './webhooks.js'

interface EntryBase {
  seq: Seq
  mid: EntryId
  sender: Sender
  /** Milliseconds since 1970 by Redis's clock. For display; the order is that of `seq`. */
  sentAt: number
}

export interface MessageEntry extends EntryBase {
  kind: 'message'
  clientMessageId: ClientMessageId
  /** The message it answers, as its sender named it: nobody checks that there is such a one. */
  replyTo?: MessagePlace
  /** What was sent with it, in this order; never empty. */
  files?: readonly MessageFile[]
  /** Empty, and without files: it has been deleted; the entry that says so follows. */
  text: string
}

export interface MembershipEntry extends EntryBase {
  kind: 'member-joined' | 'member-left'
  /** Who did it, when it was not the sender. */
  by?: User
  /** Who has come made the room, and moderates it from here on. */
  maker?: true
}

/**
 * An earlier message says something else now; of several changes the newest counts. It is of the same sender, unless a
 * moderator deleted it.
 */
export interface ChangeEntry extends EntryBase {
  kind: 'message-changed'
  /** `mid` and seq of the message. */
  target: EntryId
  targetSeq: Seq
  /** null: the message is deleted. Empty: it has been deleted since. */
  text: string | null
  /** Those of the message, when it has a text now. */
  files?: MessageEntry['files']
}

/** The sender gives an earlier message this emoji, or takes it back; of several of one sender and emoji the newest counts. */
export interface ReactionEntry extends EntryBase {
  kind: 'message-reacted'
  /** `mid` of the message. */
  target: EntryId
  emoji: string
  on: boolean
}

/** The sender puts an earlier message among the pinned ones, in front of all others, or takes it away from there. */
export interface PinEntry extends EntryBase {
  kind: 'message-pinned'
  /** `mid` and seq of the message. */
  target: EntryId
  targetSeq: Seq
  on: boolean
}

/** The server has looked where a link of an earlier message of the sender leads. Of several about one message, clients show that of the first link which the message still has. */
export interface PreviewEntry extends EntryBase {
  kind: 'link-previewed'
  /** `mid` of the message. */
  target: EntryId
  /** null: the message has been deleted since. */
  preview: LinkPreview | null
}

/** What the room is about, from here on; empty: nothing in particular. */
export interface TopicEntry extends EntryBase {
  kind: 'topic-changed'
  topic: string
}

/** The sender, a moderator, has given the room another name; it has it from here on. */
export interface RenameEntry extends EntryBase {
  kind: 'room-renamed'
  name: string
}

/** The sender, a moderator, restricts a user or lifts that; of several about one user the newest counts. */
export interface RestrictionEntry extends EntryBase {
  kind: 'member-restricted'
  target: User
  /** null: not any more. `banned`: the user is no member from here on. */
  restriction: Restriction | null
}

/** The sender, a moderator, makes a member a moderator as well, or takes that back; it may be their own. */
export interface ModeratorEntry extends EntryBase {
  kind: 'moderator-changed'
  target: User
  /** Whether the target moderates the room from here on. */
  moderator: boolean
}

/** The sender, a moderator, has set how many seconds a person waits after each message; 0: not at all any more. */
export interface SlowModeEntry extends EntryBase {
  kind: 'slow-mode-changed'
  seconds: number
}

/** The sender, a moderator, lets a program write here, or not any more. */
export interface WebhookEntry extends EntryBase {
  kind: 'webhook-added' | 'webhook-removed'
  webhook: WebhookName
}

/** One line of a room's log. A client shows an entry of a kind it does not know as nothing, but counts its seq. */
export type Entry =
  | MessageEntry
  | ChangeEntry
  | ReactionEntry
  | PinEntry
  | PreviewEntry
  | TopicEntry
  | RenameEntry
  | MembershipEntry
  | RestrictionEntry
  | ModeratorEntry
  | SlowModeEntry
  | WebhookEntry
