import { TEXT_MAX_BYTES } from '@hubbub/shared'

const encoder = new TextEncoder()
/** Below this many bytes left, the composer says so. */
const NEAR_BYTES = 1_000

/** Blank lines around a message are an accident; blanks inside are not. Empty: nothing to send. */
export function textToSend(draft: string): string {
  return draft.replace(/^\s*\n/, '').trimEnd()
}

/** What to say about the room left, in UTF-8 bytes; null while there is plenty. */
export function sizeNotice(draft: string): { text: string; isTooLong: boolean } | null {
  const left = TEXT_MAX_BYTES - encoder.encode(textToSend(draft)).length
  if (left > NEAR_BYTES) return null
  if (left >= 0) return { text: `${left} bytes left`, isTooLong: false }
  return { text: `${-left} bytes too long to send`, isTooLong: true }
}
