// Every refusal a client can get, and what it may do about it. PROTOCOL.md lists the codes for people.

interface ErrorRule {
  /** Whether the same command may succeed later, unchanged. */
  readonly retryable: boolean
  readonly httpStatus: number
}

export const ERRORS = {
  bad_request: { retryable: false, httpStatus: 400 },
  unauthenticated: { retryable: false, httpStatus: 401 },
  bad_credentials: { retryable: false, httpStatus: 401 },
  forbidden_origin: { retryable: false, httpStatus: 403 },
  not_a_member: { retryable: false, httpStatus: 403 },
  not_the_sender: { retryable: false, httpStatus: 403 },
  not_a_moderator: { retryable: false, httpStatus: 403 },
  muted: { retryable: false, httpStatus: 403 },
  banned: { retryable: false, httpStatus: 403 },
  sign_up_closed: { retryable: false, httpStatus: 403 },
  not_registered: { retryable: false, httpStatus: 403 },
  not_found: { retryable: false, httpStatus: 404 },
  name_taken: { retryable: false, httpStatus: 409 },
  conflict: { retryable: false, httpStatus: 409 },
  epoch_changed: { retryable: false, httpStatus: 409 },
  too_long: { retryable: false, httpStatus: 413 },
  unsupported_media_type: { retryable: false, httpStatus: 415 },
  too_many_rooms: { retryable: false, httpStatus: 409 },
  too_many_moderators: { retryable: false, httpStatus: 409 },
  too_many_pins: { retryable: false, httpStatus: 409 },
  too_many_webhooks: { retryable: false, httpStatus: 409 },
  too_many_connections: { retryable: false, httpStatus: 429 },
  no_storage: { retryable: true, httpStatus: 507 },
  upgrade_required: { retryable: false, httpStatus: 426 },
  slow_mode: { retryable: true, httpStatus: 429 },
  rate_limited: { retryable: true, httpStatus: 429 },
  overloaded: { retryable: true, httpStatus: 503 },
  unavailable: { retryable: true, httpStatus: 503 },
  internal: { retryable: true, httpStatus: 500 },
} as const satisfies Record<string, ErrorRule>

export type ErrorCode = keyof typeof ERRORS

/** The one shape of a refusal, as an ack, as a body of an HTTP answer and as `data` of a refused handshake. */
export interface Failure {
  ok: false
  code: ErrorCode
  message: string
  retryable: boolean
  /** When to try again at the earliest, in milliseconds from now. */
  retryAfterMs?: number
}

/** An expected refusal. Anything else that is thrown is a bug and reaches the client as `internal`. */
export class ChatError extends Error {
  override readonly name = 'ChatError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export function toFailure(error: ChatError): Failure {
  const { code, message, retryAfterMs } = error
  const failure: Failure = { ok: false, code, message, retryable: ERRORS[code].retryable }
  return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code)
}
