// How far the user has read in one room. Moves forward, and back only where the user wants to read once more; is told at most
// once a second however fast a person scrolls, and is told again after a connection was lost until the server knows.

import { parseSeq, type Seq } from '@hubbub/shared'
import type { Clock } from './clock.js'
import { CommandFailed } from './command-failed.js'

const TELL_EVERY_MS = 1_000

export interface ReadMarker {
  seq(): Seq
  /** The user reads here. */
  mark(seq: Seq): void
  /** The user wants to read on from here once more. */
  goBack(seq: Seq): void
  /** The user did either on another connection. */
  marked(seq: Seq, back: boolean): void
  /** A join is about to ask how far the server knows of. */
  asking(): void
  /** A join told how far the server knows of; `isNew` when the log was replaced, and with it what was read of it. */
  joined(seq: Seq, isNew: boolean): void
  stop(): void
}

/** @param tell resolves once the server knows, rejects when it is not known whether it does */
export function createReadMarker(deps: {
  clock: Clock
  canTell(): boolean
  tell(seq: Seq, back: boolean): Promise<unknown>
  changed(): void
}): ReadMarker {
  let read = parseSeq(0)
  let known = parseSeq(0)
  /** The server is to be told of a place that is before the one it knows. */
  let isBack = false
  /** Rises with all that makes an answer to what was told, or asked, before mean nothing. */
  let turn = 0
  let askedAt = turn
  /** Set for one second after each time the server was told. */
  let cancelPause: (() => void) | null = null

  function moveTo(seq: Seq) {
    if (seq <= read) return
    read = seq
    if (read >= known) isBack = false
    deps.changed()
  }

  function tell() {
    if ((read <= known && !isBack) || cancelPause !== null || !deps.canTell()) return
    const [seq, back, at] = [read, isBack, turn]
    // Whatever becomes of it: what is read from here on is to be told.
    if (back && seq < known) known = seq
    cancelPause = deps.clock.after(TELL_EVERY_MS, () => {
      cancelPause = null
      tell()
    })
    deps.tell(seq, back).then(
      () => {
        if (at !== turn) return
        turn++
        if (seq > known || back) known = seq
        if (read >= known) isBack = false
      },
      error => {
        // A server of before knows no way back.
        if (back && at === turn && error instanceof CommandFailed && !error.retryable) isBack = false
        // Else not known to the server: it is told again when the pause is over, or at the next join.
      },
    )
  }

  return {
    seq: () => read,
    mark(seq) {
      moveTo(seq)
      tell()
    },
    goBack(seq) {
      if (seq >= read) return
      turn++
      read = seq
      // Also where the server is not known to know of more: it may have been told a moment ago.
      isBack = true
      deps.changed()
      // Somebody has said so, and may be about to leave.
      cancelPause?.()
      cancelPause = null
      tell()
    },
    marked(seq, back) {
      if (back) {
        turn++
        isBack = false
        read = seq
        deps.changed()
      }
      if (seq > known) turn++
      if (seq > known || back) known = seq
      moveTo(seq)
    },
    asking() {
      askedAt = turn
    },
    joined(seq, isNew) {
      // The server knew of all that was read here when it was asked: when it says less, the user went back on another device.
      const isToldAll = read <= known && !isBack && askedAt === turn
      turn++
      known = seq
      if ((isNew || isToldAll) && seq < read) read = seq
      if (isNew || read >= known) isBack = false
      if (!isBack) moveTo(seq)
      deps.changed()
      tell()
    },
    stop() {
      cancelPause?.()
      cancelPause = null
    },
  }
}
