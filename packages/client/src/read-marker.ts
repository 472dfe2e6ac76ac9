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
  /** Without waiting for the second to pass: the user may be about to leave. */
  tellNow(): void
  /** The user did either on another connection. */
  marked(seq: Seq, back: boolean): void
  /** A join is about to ask how far the server knows of. */
  asking(): void
  /** A join told how far the server knows of; `isNew` when the log was replaced, and with it what was read of it. */
  joined(seq: Seq, isNew: boolean): void
  stop(): void
}

/** Replaced, never changed: an answer settles what was owed when it was asked for, and nothing newer. */
interface Owed {
  seq: Seq
  /** The user went back from there, and has not read on to there again; null: they have only read on. */
  backFrom: Seq | null
}

/** @param tell resolves once the server knows, rejects when it is not known whether it does */
export function createReadMarker(deps: {
  clock: Clock
  canTell(): boolean
  tell(seq: Seq, back: boolean): Promise<unknown>
  changed(): void
}): ReadMarker {
  let read = parseSeq(0)
  /** What the server is still to be told. */
  let owed: Owed | null = null
  /** Since a join asked, nothing has moved here and no answer has come: the server knew then all that is known here. */
  let isUntouched = false
  /** Set for one second after each time the server was told. */
  let cancelPause: (() => void) | null = null

  function moveTo(seq: Seq, nowOwed: Owed | null) {
    read = seq
    owed = nowOwed
    isUntouched = false
    deps.changed()
  }

  const backFrom = () => owed?.backFrom ?? null

  function tell() {
    if (owed === null || cancelPause !== null || !deps.canTell()) return
    const told = owed
    cancelPause = deps.clock.after(TELL_EVERY_MS, () => {
      cancelPause = null
      tell()
    })
    deps.tell(told.seq, told.backFrom !== null).then(
      () => {
        if (owed !== told) return
        owed = null
        isUntouched = false
      },
      error => {
        // Told again it would be refused again, as by a server of before, which knows no way back.
        if (owed === told && error instanceof CommandFailed && !error.retryable) owed = null
        // Else not known to the server: it is told again when the pause is over, or at the next join.
      },
    )
  }

  function tellNow() {
    cancelPause?.()
    cancelPause = null
    tell()
  }

  return {
    seq: () => read,
    mark(seq) {
      if (seq <= read) return
      const from = backFrom()
      moveTo(seq, { seq, backFrom: from !== null && seq < from ? from : null })
      tell()
    },
    goBack(seq) {
      if (seq >= read) return
      moveTo(seq, { seq, backFrom: backFrom() ?? read })
      tellNow()
    },
    tellNow,
    marked(seq, back) {
      if (back || seq >= read) moveTo(seq, null)
    },
    asking() {
      isUntouched = true
    },
    joined(seq, isNew) {
      // When it says less than it knew when it was asked, the user went back on another device.
      const knewAll = isUntouched && owed === null
      const knowsAll = seq >= read && backFrom() === null
      if (isNew || knewAll || knowsAll) moveTo(seq, null)
      tell()
    },
    stop() {
      cancelPause?.()
      cancelPause = null
    },
  }
}
