// Values of the protocol for tests, each with the one thing that matters as its argument.

import {
  type Account,
  type ChangeEntry,
  type ClientMessageId,
  type Entry,
  type EntryId,
  type Epoch,
  type FileId,
  type JoinedRoom,
  type LogPage,
  type MessageEntry,
  type MessageFile,
  type PinEntry,
  parseClientMessageId,
  parseRoomId,
  parseSeq,
  parseUserId,
  type ReactionEntry,
  type RenameEntry,
  type RoomStanding,
  type Seq,
  type TopicEntry,
  type User,
} from '@hubbub/shared'

export const LOBBY = parseRoomId('lobby')
export const ann: Account = { userId: parseUserId('u-ann'), name: 'Ann', kind: 'registered' }
export const bob: User = { userId: parseUserId('u-bob'), name: 'Bob' }

export const seq = (value: number): Seq => parseSeq(value)
export const epoch = (name: string): Epoch => name as Epoch
export const key = (number: number): ClientMessageId =>
  parseClientMessageId(`key-${String(number).padStart(8, '0')}`)

export function message(at: number, fields: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: 'message',
    seq: seq(at),
    mid: `mid-${String(at).padStart(8, '0')}` as EntryId,
    sender: bob,
    sentAt: at,
    clientMessageId: key(1_000_000 + at),
    text: `message ${at}`,
    ...fields,
  }
}

export const picture: MessageFile = {
  fileId: 'a'.repeat(32) as FileId,
  name: 'photo.png',
  type: 'image/png',
  size: 100,
  width: 30,
  height: 20,
}

/** What Bob's message at `of` is changed to. */
export function change(at: number, of: number, text: string | null): ChangeEntry {
  const { seq, mid, sender, sentAt } = message(at)
  return {
    kind: 'message-changed',
    seq,
    mid,
    sender,
    sentAt,
    target: message(of).mid,
    targetSeq: message(of).seq,
    text,
  }
}

/** What somebody gives the message at `of`, or takes back. */
export function reaction(at: number, of: number, sender: User, emoji: string, on = true): ReactionEntry {
  const { seq, mid, sentAt } = message(at)
  return { kind: 'message-reacted', seq, mid, sender, sentAt, target: message(of).mid, emoji, on }
}

/** Bob pins the message at `of`, or takes its pin away. */
export function pin(at: number, of: number, on = true): PinEntry {
  const { seq, mid, sender, sentAt } = message(at)
  const { seq: targetSeq, mid: target } = message(of)
  return { kind: 'message-pinned', seq, mid, sender, sentAt, target, targetSeq, on }
}

export function topic(at: number, text: string): TopicEntry {
  const { seq, mid, sender, sentAt } = message(at)
  return { kind: 'topic-changed', seq, mid, sender, sentAt, topic: text }
}

/** Bob gives the room another name. */
export function renamed(at: number, name: string): RenameEntry {
  const { seq, mid, sender, sentAt } = message(at)
  return { kind: 'room-renamed', seq, mid, sender, sentAt, name }
}

/** The messages from one seq to another, both included. */
export function messages(from: number, to: number): Entry[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index))
}

export function page(from: number, to: number, fields: Partial<LogPage> = {}): LogPage {
  return {
    epoch: epoch('epoch-1'),
    entries: messages(from, to),
    headSeq: seq(to),
    oldestSeq: seq(1),
    ...fields,
  }
}

/** Of somebody who may write, and moderates nothing. */
export const standing: RoomStanding & Pick<JoinedRoom, 'slowMode' | 'notifyLevel'> = {
  moderator: false,
  moderators: [],
  mutedBy: null,
  restricted: [],
  slowMode: { seconds: 0, waitMs: 0 },
  notifyLevel: 'mentions',
}

export const seqsOf = (entries: readonly Entry[]): number[] => entries.map(entry => entry.seq)
