import { type Failure, isErrorCode } from '@hubbub/shared'

/** @returns null when `value` has not the form of a failure, or its code is none that this version knows */
export function parseFailure(value: unknown): Failure | null {
  if (typeof value !== 'object' || value === null) return null
  const { ok, code, message, retryable, retryAfterMs } = value as Record<string, unknown>
  if (ok !== false || typeof code !== 'string' || !isErrorCode(code)) return null
  if (typeof message !== 'string' || typeof retryable !== 'boolean') return null

  const failure: Failure = { ok, code, message, retryable }
  return typeof retryAfterMs === 'number' ? { ...failure, retryAfterMs } : failure
}
