// Why a message does not go out, besides what the server answers.

import { RECEIPT_TTL_SECONDS, TEXT_MAX_BYTES } from '@hubbub/shared'
import { CommandFailed } from './command-failed.js'
import type { Refusal } from './outgoing.js'

const encoder = new TextEncoder()
/** The clock may have been set by this much while a message waited. */
const CLOCK_MARGIN_MS = 60_000

/** The server knows the key of an older message no more. */
export const MAX_AGE_MS = RECEIPT_TTL_SECONDS * 1_000 - CLOCK_MARGIN_MS

export const TOO_OLD: Refusal = {
  code: 'unavailable',
  message: 'This has waited for a day. It is not known whether it arrived. Look before you send it again.',
  mayHaveArrived: true,
}
export const ENDED: Refusal = {
  code: 'not_a_member',
  message: 'You are no member of this room any more.',
}

/** @param mayHaveArrived before the membership ended */
export function endedAs({ code, message }: Refusal, mayHaveArrived = false): Refusal {
  if (!mayHaveArrived) return { code, message }
  return {
    code,
    message: `${message} It is not known whether this message arrived. Look before you send it again.`,
    mayHaveArrived,
  }
}

/** Too large a packet costs the connection, and would again at each retry. @throws CommandFailed too_long */
export function mustFit(text: string): void {
  if (encoder.encode(text).length > TEXT_MAX_BYTES)
    throw new CommandFailed('too_long', `A message has at most ${TEXT_MAX_BYTES} bytes.`, false)
}
