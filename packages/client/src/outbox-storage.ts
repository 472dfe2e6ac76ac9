import type { ClientMessageId, ErrorCode, MessagePlace, RoomId } from '@hubbub/shared'

/** What must survive a reload: everything queued, sending or refused. */
export interface StoredMessage {
  roomId: RoomId
  clientMessageId: ClientMessageId
  text: string
  replyTo?: MessagePlace | undefined
  /** Milliseconds since 1970; rises from message to message of one client, and so tells their order. */
  writtenAt: number
  refused?: { code: ErrorCode; message: string }
}

/**
 * Where unacked messages survive a reload; one per account. Synchronous, so that a message is safe before `send`
 * returns. Several clients of one account (tabs) may share it: each puts and removes by key and leaves the others'
 * messages alone. Two clients that load the same message both send it, under the same key, which the server knows.
 */
export interface OutboxStorage {
  /** In the order in which they were written. */
  load(): readonly StoredMessage[]
  /** Adds, or replaces what is stored under this clientMessageId. @throws when there is no room left */
  put(message: StoredMessage): void
  remove(clientMessageId: ClientMessageId): void
}

/** The order in which the messages were written. */
export function byWrittenAt(a: StoredMessage, b: StoredMessage): number {
  return a.writtenAt - b.writtenAt
}
