import type { ClientMessageId, RoomId } from '@hubbub/shared'
import { type Extras, type Outgoing, type Refusal, written } from './outgoing.js'

/** What must survive a reload: everything queued, sending or refused. */
export interface StoredMessage extends Extras {
  roomId: RoomId
  clientMessageId: ClientMessageId
  text: string
  /** Milliseconds since 1970; rises from message to message of one client, and so tells their order. */
  writtenAt: number
  refused?: Refusal
}

/**
 * Where unacked messages survive a reload; one per account. Synchronous, so that a message is safe before `send`
 * returns. Several clients of one account (tabs) may share it: each puts and removes by key and leaves the others'
 * messages alone. Two clients that load the same message may both send it, under the same key, which the server knows;
 * what one of them has removed the other drops.
 */
export interface OutboxStorage {
  /** In the order in which they were written. */
  load(): readonly StoredMessage[]
  /** Adds, or replaces what is stored under this clientMessageId. @throws when there is no room left */
  put(message: StoredMessage): void
  has(clientMessageId: ClientMessageId): boolean
  remove(clientMessageId: ClientMessageId): void
}

/** The order in which the messages were written. */
export function byWrittenAt(a: StoredMessage, b: StoredMessage): number {
  return a.writtenAt - b.writtenAt
}

/** As an earlier client of the account left it, which may have sent what is not refused. */
export function restored({ refused, ...message }: StoredMessage): Outgoing {
  return refused
    ? { ...written(message), state: 'refused', ...refused }
    : { ...written(message), state: 'queued', mayHaveArrived: true }
}
