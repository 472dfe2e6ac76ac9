// A worker's eye on its primary. One that hangs still has its port, so that a proxy goes on sending people to it, and nobody
// but its workers can tell. Always true: a primary is ended only after this worker asked it so many times in a row, each in
// a turn of its own, without an answer; so a machine that slept, or a whole group that was stopped, ends nothing. Nor is one
// ended that never answered: it is of an older version, and its workers are being replaced.

import type { Logger } from 'pino'

/** At a beat a second: later than the 10 s after which the primary gives up a worker, so that the two never race. */
const UNANSWERED_MAX = 15

export interface PrimaryWatch {
  /** Call it with each beat that is sent. */
  asked(): void
  answered(): void
}

/** @param end ends the primary; a supervisor starts it again, and this worker ends with it */
export function watchPrimary(end: () => void, log: Logger): PrimaryWatch {
  /** null: it has never answered. */
  let unanswered: number | null = null
  return {
    asked() {
      if (unanswered === null) return
      unanswered += 1
      if (unanswered <= UNANSWERED_MAX) return
      log.fatal({ unanswered }, 'the primary hangs, killing it')
      end()
    },
    answered() {
      unanswered = 0
    },
  }
}

/** @returns what kills this process's parent, as long as it is the one it was started by */
export function parentKiller(): () => void {
  const parent = process.ppid
  return () => {
    if (process.ppid === parent) process.kill(parent, 'SIGKILL')
  }
}
