// What the person at the terminal sees: lines that stay, and one that is refreshed. Where there is no terminal, the
// refreshed line is written now and then.

const REPEAT_MS = 5_000
const CLEAR_LINE = '\r\x1b[2K'

export interface Terminal {
  /** A line that stays. */
  say(line: string): void
  /** What is so now. */
  status(line: string): void
}

export function createTerminal(
  stream: { write(text: string): unknown; isTTY?: boolean; columns?: number },
  now: () => number,
): Terminal {
  let isOnLine = false
  let writtenAt = Number.NEGATIVE_INFINITY

  return {
    say(line) {
      stream.write(`${isOnLine ? CLEAR_LINE : ''}${line}\n`)
      isOnLine = false
      writtenAt = Number.NEGATIVE_INFINITY
    },
    status(line) {
      if (stream.isTTY) {
        stream.write(`${CLEAR_LINE}${line.slice(0, (stream.columns ?? 200) - 1)}`)
        isOnLine = true
      } else if (now() - writtenAt >= REPEAT_MS) {
        stream.write(`${line}\n`)
        writtenAt = now()
      }
    },
  }
}
