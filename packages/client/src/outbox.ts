import type { ClientMessageId, ErrorCode, RoomId, Seq } from '@hubbub/shared'

/** A message on its way into the log. It leaves the outbox when its entry is in the timeline. */
export type Outgoing = { clientMessageId: ClientMessageId; text: string; writtenAt: number } & (
  | { state: 'queued' }
  | { state: 'sending' }
  /** In the log; its entry has not arrived yet. */
  | { state: 'acked'; seq: Seq }
  | { state: 'refused'; code: ErrorCode; message: string }
)

/** What must survive a reload: everything queued, sending or refused. */
export interface StoredMessage {
  roomId: RoomId
  clientMessageId: ClientMessageId
  text: string
  /** Milliseconds since 1970. */
  writtenAt: number
  refused?: { code: ErrorCode; message: string }
}

/** Must be synchronous, so that a message is safe before `send` returns. One per account. */
export interface OutboxStorage {
  load(): readonly StoredMessage[]
  save(messages: readonly StoredMessage[]): void
}
