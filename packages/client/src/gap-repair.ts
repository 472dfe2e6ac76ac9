// Fills the gaps of one room's timeline: entries lost on their way, and the rest of a long absence. Always true:
//  - one read is under way at a time, and it asks for what follows the last entry shown, and for that
//    entry itself, so that a page of another log can be told from the right one;
//  - a read that brings nothing, fails for good or fails three times in a row ends in a join with the position held,
//    which tells the truth in any case.

import {
  type Epoch,
  GAP_TIMEOUT_MS,
  type LogPage,
  PAGE_MAX_ENTRIES,
  parseSeq,
  type RoomId,
  type Seq,
} from '@hubbub/shared'
import { backoffMs, waitAfterMs } from './backoff.js'
import { CommandFailed } from './command-failed.js'
import type { Link } from './link.js'

const FAILURES_BEFORE_JOIN = 3

export interface GapRepairDeps {
  roomId: RoomId
  random: () => number
  /** The link over which the room is joined; null while there is none. */
  link(): Link | null
  gap(): { epoch: Epoch; after: Seq } | null
  filled(page: LogPage): void
  rejoin(): Promise<void>
}

/** @returns a function to call whenever there may be a gap */
export function createGapRepair(deps: GapRepairDeps): () => void {
  let isRunning = false

  async function repair() {
    if (isRunning) return
    isRunning = true
    try {
      let failures = 0
      for (;;) {
        const link = deps.link()
        const gap = deps.gap()
        if (link === null || gap === null) return

        const outcome = await readAfter(link, gap)
        if (outcome === 'progress') failures = 0
        else await recover(link, outcome, ++failures)
      }
    } finally {
      isRunning = false
    }
  }

  async function readAfter(link: Link, { epoch, after }: { epoch: Epoch; after: Seq }) {
    try {
      const from = parseSeq(Math.max(0, after - 1))
      const request = { roomId: deps.roomId, epoch, after: from, limit: PAGE_MAX_ENTRIES }
      deps.filled(await link.command('room:history', request, GAP_TIMEOUT_MS))
      const left = deps.gap()
      return left?.epoch === epoch && left.after === after ? 'nothing' : 'progress'
    } catch (failure) {
      if (failure instanceof CommandFailed) return failure
      throw failure
    }
  }

  async function recover(link: Link, outcome: 'nothing' | CommandFailed, failures: number) {
    const mayPass = outcome !== 'nothing' && outcome.retryable
    if (mayPass) await link.pause(waitAfterMs(outcome, failures, deps.random))
    else if (failures > 1) await link.pause(backoffMs(failures, deps.random))
    if (!mayPass || failures % FAILURES_BEFORE_JOIN === 0) await deps.rejoin()
  }

  return () => void repair()
}
