// Writes the history of one process, a file of its own. What was written is on the disk at most FLUSH_MS later, in order.

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryRecord } from './history.js'

const FLUSH_MS = 200
const FLUSH_CHARACTERS = 256 * 1024

type WithoutStamp<Kind> = Kind extends unknown ? Omit<Kind, 'at' | 'process'> : never
/** A record without what the writer adds. */
export type Fact = WithoutStamp<HistoryRecord>

export interface HistoryWriter {
  write(fact: Fact): void
  close(): void
}

/** Milliseconds of the machine's monotonic clock, which all processes share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}

/** @param process name of the process, unique in the run */
export function openHistory(dir: string, process: string): HistoryWriter {
  const file = openSync(join(dir, `${process}.ndjson`), 'a')
  const flushes = setInterval(flush, FLUSH_MS)
  let lines: string[] = []
  let characters = 0

  function flush(): void {
    if (lines.length === 0) return
    writeSync(file, lines.join(''))
    lines = []
    characters = 0
  }

  return {
    write(fact) {
      const line = `${JSON.stringify({ at: monotonicMs(), process, ...fact })}\n`
      lines.push(line)
      characters += line.length
      if (characters >= FLUSH_CHARACTERS) flush()
    },
    close() {
      clearInterval(flushes)
      flush()
      closeSync(file)
    },
  }
}
