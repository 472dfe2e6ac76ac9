import type {
  ClientMessageId,
  Entry,
  Epoch,
  JoinedRoom,
  Position,
  ResyncReason,
  RoomId,
  SendReceipt,
} from '@hubbub/shared'

/**
 * Facts as they arrive, before anything changes or is sorted out: duplicates and gaps show here. For bots, load tests
 * and fault tests.
 */
export interface ChatObserver {
  /** `live`: told by the server; `join`: part of the answer to a join; `history`: read to fill a gap or the past. */
  entries?(roomId: RoomId, epoch: Epoch, entries: readonly Entry[], source: 'live' | 'join' | 'history'): void
  acked?(roomId: RoomId, clientMessageId: ClientMessageId, receipt: SendReceipt): void
  /** A join was answered, before anything of the answer is told; `from` is the position that it carried. */
  joined?(roomId: RoomId, from: Position | null, answer: JoinedRoom): void
  /** A position could not be resumed from; the timeline is about to be replaced. */
  resync?(roomId: RoomId, reason: ResyncReason): void
}
