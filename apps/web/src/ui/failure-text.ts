import { CommandFailed } from '@hubbub/client'
import type { ErrorCode } from '@hubbub/shared'

const TEXTS: Record<ErrorCode, string> = {
  bad_request: 'The server could not process this.',
  unauthenticated: 'You are signed out. Sign in again.',
  bad_credentials: 'Name or password is wrong.',
  forbidden_origin: 'The server does not accept requests from this address.',
  not_a_member: 'There is no such room, or you are not in it.',
  not_the_sender: 'This message is not yours.',
  not_a_moderator: 'You do not moderate this room, or not this person.',
  muted: 'You are muted in this room.',
  banned: 'You have been removed from this room.',
  sign_up_closed: 'New people come in by invitation only.',
  not_registered: 'This account has no password here, and a guest no other sessions.',
  not_found: 'That is no longer there.',
  name_taken: 'That name, or one that looks like it, is taken.',
  conflict: 'This message was already sent with another text.',
  epoch_changed: 'This room started over. Open it again.',
  too_long: 'That is longer than allowed.',
  unsupported_media_type: 'The server did not understand the request. Reload the page.',
  too_many_rooms: 'You are in as many rooms as allowed. Leave one first.',
  too_many_moderators: 'This room has as many moderators as it can have.',
  too_many_pins: 'As many messages are pinned here as allowed. Unpin one first.',
  too_many_webhooks: 'This room has as many webhooks as allowed. Remove one first.',
  too_many_connections: 'You are connected too many times. Close another tab.',
  no_storage: 'The server cannot keep files right now.',
  upgrade_required: 'A newer version is available. Reload the page.',
  slow_mode: 'This room is in slow mode.',
  rate_limited: 'That was too fast.',
  overloaded: 'The server is very busy. Try again in a moment.',
  unavailable: 'The server cannot be reached right now. Try again in a moment.',
  internal: 'Something went wrong on the server. Try again.',
}

/** What to tell a person about a refusal, and when to try again if the server said so. */
export function failureText(code: ErrorCode, retryAfterMs?: number): string {
  return withTime(TEXTS[code], retryAfterMs)
}

export function withTime(text: string, retryAfterMs?: number): string {
  if (retryAfterMs === undefined) return text
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return `${text} Try again in ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}.`
}

/**
 * @param asTold of these codes the server itself knows better what to say
 * @throws whatever is not a refusal: that is a bug, and must not look like an answer
 */
export function describeFailure(error: unknown, asTold: readonly ErrorCode[] = []): string {
  if (!(error instanceof CommandFailed)) throw error
  // Only the server knows what it missed in a name or password, whose rooms are too many, and who is banned or not let in.
  if (['bad_request', 'too_many_rooms', 'banned', 'sign_up_closed', ...asTold].includes(error.code))
    return error.message
  return failureText(error.code, error.retryAfterMs)
}
