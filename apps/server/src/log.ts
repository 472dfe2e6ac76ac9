import { type Logger, pino } from 'pino'

export type Log = Logger

/** One line of JSON per fact on standard output, which all workers share; each says which process it comes from. */
export function createLog(level: string, node: string, worker: string): Log {
  return pino({
    level,
    base: { node, worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toLoggedError },
  })
}

/** What may be told of an error: not the command that Redis refused, whose arguments hold messages and sessions. */
export function toLoggedError(error: unknown): unknown {
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
