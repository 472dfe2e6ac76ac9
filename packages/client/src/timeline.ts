import type { Entry, Epoch, Seq } from '@hubbub/shared'

/** One room's log as far as this client holds it: one stretch without gaps, plus what waits behind a gap. */
export interface Timeline {
  epoch: Epoch
  /** What is shown: in seq order, without gaps. */
  entries: readonly Entry[]
  /** Entries behind a gap, in seq order; not shown until the gap is filled. */
  waiting: readonly Entry[]
  /** The newest seq this client has heard of. */
  headSeq: Seq
  /** The oldest seq the server still keeps; above 1, the past before it has been trimmed. */
  oldestSeq: Seq
}
