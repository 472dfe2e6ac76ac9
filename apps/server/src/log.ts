import { type Logger, pino } from 'pino'

export type Log = Logger

/** One line of JSON per fact on standard output, which all workers share; each says which process it comes from. */
export function createLog(level: string, node: string, worker: string): Log {
  const options = {
    level,
    base: { node, worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toLoggedError },
  }
  return pino(options, standardOutput())
}

/**
 * Writes in the background, and at the end of the process what is left; whoever read it may be gone by then. The
 * `overrides` of the package.json at the top are for this: sonic-boom 4, which pino asks for, tries again for ever.
 */
function standardOutput() {
  const output = pino.destination({ dest: 1, sync: false })
  const flushSync = output.flushSync.bind(output)
  output.flushSync = () => {
    try {
      flushSync()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
    }
  }
  return output
}

/** What may be told of an error: not the command that Redis refused, whose arguments hold messages and sessions. */
function toLoggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return {
    type: name,
    message,
    stack,
    ...code,
    ...(cause === undefined ? {} : { cause: toLoggedError(cause) }),
  }
}
