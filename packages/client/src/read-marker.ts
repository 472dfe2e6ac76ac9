// How far the user has read in one room. Moves forward only, is told at most once a second however fast a person
// scrolls, and is told again after a connection was lost until the server knows.

import { parseSeq, type Seq } from '@hubbub/shared'
import type { Clock } from './clock.js'

const TELL_EVERY_MS = 1_000

export interface ReadMarker {
  seq(): Seq
  /** The user reads here. */
  mark(seq: Seq): void
  /** The user read on another connection. */
  marked(seq: Seq): void
  /** A join told how far the server knows of; `isNew` when the log was replaced, and with it what was read of it. */
  joined(seq: Seq, isNew: boolean): void
  stop(): void
}

/** @param tell resolves once the server knows, rejects when it is not known whether it does */
export function createReadMarker(deps: {
  clock: Clock
  canTell(): boolean
  tell(seq: Seq): Promise<unknown>
  changed(): void
}): ReadMarker {
  let read = parseSeq(0)
  let known = parseSeq(0)
  /** Set for one second after each time the server was told. */
  let cancelPause: (() => void) | null = null

  function moveTo(seq: Seq) {
    if (seq <= read) return
    read = seq
    deps.changed()
  }

  function tell() {
    if (read <= known || cancelPause !== null || !deps.canTell()) return
    const seq = read
    cancelPause = deps.clock.after(TELL_EVERY_MS, () => {
      cancelPause = null
      tell()
    })
    deps.tell(seq).then(
      () => {
        if (seq > known) known = seq
      },
      // Not known to the server: it is told again when the pause is over, or at the next join.
      () => {},
    )
  }

  return {
    seq: () => read,
    mark(seq) {
      moveTo(seq)
      tell()
    },
    marked(seq) {
      if (seq > known) known = seq
      moveTo(seq)
    },
    joined(seq, isNew) {
      known = seq
      if (isNew && seq < read) read = seq
      moveTo(seq)
      deps.changed()
      tell()
    },
    stop() {
      cancelPause?.()
      cancelPause = null
    },
  }
}
