import { type ClientMessageId, parseClientMessageId } from '@hubbub/shared'

/** 128 random bits. Not `crypto.randomUUID`: a browser has that only on pages that came over TLS. */
export function newClientMessageId(): ClientMessageId {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return parseClientMessageId(Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(''))
}
