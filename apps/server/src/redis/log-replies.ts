// What the log's scripts answer, checked and typed. A reply of another form is a bug and throws.

import {
  ChatError,
  type Entry,
  type EntryId,
  type Epoch,
  isErrorCode,
  type MessagePlace,
  MODERATORS_MAX,
  PINS_MAX,
  parseSeq,
  type ResyncReason,
  type RoomModerator,
  type SendReceipt,
} from '@hubbub/shared'
import type { EntryPlace, Head, LogStretch, RoomState } from '../chat/ports.js'
import { parseRestriction } from './restriction.js'

const RESYNC_REASONS: readonly ResyncReason[] = ['trimmed', 'epoch', 'diverged', 'future']

export function parseReceipt(reply: unknown): SendReceipt {
  const [seq, epoch, mid, sentAt, duplicate] = list(reply)
  return {
    seq: parseSeq(number(seq)),
    epoch: text(epoch) as Epoch,
    mid: text(mid) as EntryId,
    sentAt: number(sentAt),
    duplicate: duplicate === 1,
  }
}

/** Where the entry stands that a script has written. @returns null: it has written none */
export function parsePlace(epoch: unknown, seq: unknown): EntryPlace | null {
  return seq === 0 ? null : { epoch: text(epoch) as Epoch, seq: parseSeq(number(seq)) }
}

export function parsePage(reply: unknown): { page: LogStretch; state: RoomState | null; head: Head } {
  const [epochReply, headSeq, oldestSeq, reason, lastMid, state, ...entries] = list(reply)
  const epoch = text(epochReply) as Epoch
  const page: LogStretch = {
    epoch,
    entries: entries.map(entry => JSON.parse(text(entry)) as Entry),
    headSeq: parseSeq(number(headSeq)),
    oldestSeq: parseSeq(number(oldestSeq)),
    resync: reason === '' ? null : resyncReason(reason),
  }
  const head: Head = {
    epoch,
    seq: page.entries.at(-1)?.seq ?? page.headSeq,
    mid: text(lastMid) as EntryId | '',
  }
  return { page, state: parseState(list(state)), head }
}

/** @returns null for who does not join */
function parseState(state: unknown[]): RoomState | null {
  const [topic, name, pins, slowSeconds, waitMs, moderator, moderators, own, ...all] = state
  if (topic === undefined) return null
  const mine = parseRestriction(text(own))
  return {
    topic: text(topic),
    name: text(name),
    pins: list(pins).map(pin => parsePin(text(pin))),
    slowMode: { seconds: number(slowSeconds), waitMs: number(waitMs) },
    standing: {
      moderator: moderator === 1,
      moderators: list(moderators).map(kept => JSON.parse(text(kept)) as RoomModerator),
      mutedBy: mine?.restriction === 'muted' ? mine.by : null,
      restricted: all.map(kept => parseRestriction(text(kept))).filter(kept => kept !== null),
    },
  }
}

/** @returns null when there is no complete head */
export function parseHead(reply: unknown): Head | null {
  const [epoch, seq, mid] = list(reply)
  if (typeof epoch !== 'string' || typeof seq !== 'string') return null
  return {
    epoch: epoch as Epoch,
    seq: parseSeq(Number(seq)),
    mid: (typeof mid === 'string' ? mid : '') as EntryId | '',
  }
}

/** @returns for each head that is another: its place among those asked for, from 0, and the head; null: there is none */
export function parseOtherHeads(reply: unknown): { index: number; head: Head | null }[] {
  return list(reply).map(other => {
    const [place, head] = list(other)
    if (typeof place !== 'number') throw new Error('expected the place of a head')
    return { index: place - 1, head: parseHead(head) }
  })
}

/** Some new entries of one room, as the append script publishes them. */
export interface Batch {
  epoch: Epoch
  firstSeq: number
  /** The entry before the first; empty when there is none. */
  midBefore: EntryId | ''
  head: Head
  entries: Entry[]
}

/** @throws Error on anything the scripts do not send */
export function parseBatch(message: string): Batch {
  const headerEnd = message.indexOf('\n')
  const [epoch, first, last, mid, midBefore] = message.slice(0, Math.max(headerEnd, 0)).split(' ')
  if (headerEnd < 0 || !epoch || !mid || midBefore === undefined)
    throw new Error('a channel message without its header')
  const head: Head = { epoch: epoch as Epoch, seq: parseSeq(Number(last)), mid: mid as EntryId }
  return {
    epoch: head.epoch,
    firstSeq: parseSeq(Number(first)),
    midBefore: midBefore as EntryId | '',
    head,
    entries: JSON.parse(message.slice(headerEnd + 1)) as Entry[],
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  not_a_member: 'You are not a member of this room.',
  not_a_moderator: 'You do not moderate this room, or not this person.',
  muted: 'You are muted in this room.',
  slow_mode: 'This room is in slow mode: please wait.',
  banned: 'You have been removed from this room.',
  not_the_sender: 'This message is not yours.',
  not_found: 'There is no such message any more.',
  conflict: 'This clientMessageId was used before, for something else.',
  too_many_moderators: `A room has ${MODERATORS_MAX} moderators at most.`,
  too_many_pins: `A room has ${PINS_MAX} pinned messages at most.`,
  bad_request: 'This cannot be done in a conversation of two.',
  epoch_changed: 'The log of this room started over.',
}

/**
 * What a script says instead of its answer: a code, and maybe after how many milliseconds to try again.
 *
 * @param messages where a code means something else than for most
 */
export function refusal(said: string, messages: Readonly<Record<string, string>> = {}): ChatError {
  const [code = '', retryAfterMs] = said.split(' ')
  const message = messages[code] ?? REFUSALS[code]
  if (message === undefined || !isErrorCode(code)) throw new Error(`unknown refusal of a script: ${said}`)
  return new ChatError(code, message, retryAfterMs === undefined ? undefined : Number(retryAfterMs))
}

/** As `lua/change.lua` keeps it. */
function parsePin(kept: string): MessagePlace {
  const [seq, mid] = kept.split(' ')
  if (!mid) throw new Error(`expected a pinned message: ${kept}`)
  return { seq: parseSeq(Number(seq)), mid: mid as EntryId }
}

function resyncReason(value: unknown): ResyncReason {
  const reason = RESYNC_REASONS.find(known => known === value)
  if (reason === undefined) throw new Error(`unknown reason of a resync: ${String(value)}`)
  return reason
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('expected a list from Redis')
  return value
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error('expected a number from Redis')
  return value
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('expected a string from Redis')
  return value
}
