import { ERRORS, type ErrorCode, type Failure } from '@hubbub/shared'

/** A command that the server refused, or that got no answer in time (`code: 'unavailable'`). */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly retryable: boolean,
    readonly retryAfterMs?: number,
  ) {
    super(message)
  }
}

export function fromFailure(failure: Failure): CommandFailed {
  return new CommandFailed(failure.code, failure.message, failure.retryable, failure.retryAfterMs)
}

/** Nobody answered. Of a send this says nothing about whether it was done. */
export function noAnswer(message: string): CommandFailed {
  return new CommandFailed('unavailable', message, ERRORS.unavailable.retryable)
}
