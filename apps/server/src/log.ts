import { type Logger, pino } from 'pino'

export type Log = Logger

/** One line of JSON per fact on standard output, which all workers share; each says which process it comes from. */
export function createLog(level: string, node: string, worker: string): Log {
  return pino({ level, base: { node, worker }, timestamp: pino.stdTimeFunctions.isoTime })
}
