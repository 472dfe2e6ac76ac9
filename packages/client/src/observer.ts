import type {
  ClientMessageId,
  Entry,
  Epoch,
  JoinedRoom,
  Position,
  ResyncReason,
  RoomId,
  SendReceipt,
  Welcome,
} from '@hubbub/shared'
import type { CommandFailed } from './command-failed.js'
import type { LinkEnd } from './link.js'

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
  /** An attempt to send ended without a receipt; unless the answer was final, the message is tried again. */
  sendFailed?(roomId: RoomId, clientMessageId: ClientMessageId, failure: CommandFailed): void
  /** A position could not be resumed from; the timeline is about to be replaced. */
  resync?(roomId: RoomId, reason: ResyncReason): void
  /** A connection opened. The one before it stays open beside it until all rooms have moved over. */
  connected?(welcome: Welcome): void
  /** A connection ended that had opened (`wasOpen`), or an attempt to open one did. */
  disconnected?(end: LinkEnd, wasOpen: boolean): void
}
