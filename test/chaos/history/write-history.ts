import { closeSync, openSync, writeSync } from 'node:fs'
import type { Fact } from './records.js'

const BUFFER_MAX = 64 * 1024

export interface HistoryWriter {
  write(fact: Fact): void
  /** Everything written so far is with the operating system when this returns. */
  flush(): void
  close(): void
}

/** Appends to `path`. Synchronous, so that what was written is in the file also when the process is killed soon after. */
export function openHistory(path: string): HistoryWriter {
  const file = openSync(path, 'a')
  let lines: string[] = []
  let size = 0

  function flush() {
    if (lines.length > 0) writeSync(file, lines.join(''))
    lines = []
    size = 0
  }

  return {
    write(fact) {
      const line = `${JSON.stringify({ ...fact, t: Date.now(), m: monotonicMs() })}\n`
      lines.push(line)
      size += line.length
      if (size > BUFFER_MAX) flush()
    },
    flush,
    close() {
      flush()
      closeSync(file)
    },
  }
}

/** Milliseconds of the clock that all processes of this machine share and nobody can set. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 10_000n) / 100
}
