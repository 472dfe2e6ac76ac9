import { TEXT_MAX_BYTES } from '@hubbub/shared'

const encoder = new TextEncoder()
/** Below this many bytes left, the composer says so. */
const NEAR_BYTES = 1_000

/** Blank lines around a message are an accident; blanks inside are not. Empty: nothing to send. */
export function textToSend(draft: string): string {
  return draft.replace(/^\s*\n/, '').trimEnd()
}

/** What to say about the room left; null while there is plenty. The limit is one of bytes: people are told characters. */
export function sizeNotice(draft: string): { text: string; isTooLong: boolean } | null {
  const text = textToSend(draft)
  const bytes = encoder.encode(text).length
  const left = TEXT_MAX_BYTES - bytes
  if (left > NEAR_BYTES) return null
  const isTooLong = left < 0
  // As long as each is one byte the number is exact; else it is as many as those of this text, one like another, come to.
  const isExact = bytes === text.length
  const count = isExact ? Math.abs(left) : Math.ceil((Math.abs(left) * [...text].length) / bytes)
  const characters = `${isExact ? '' : 'about '}${count} character${count === 1 ? '' : 's'}`
  return {
    text: isTooLong ? `Too long to send: shorten it by ${characters}` : `${characters} left`,
    isTooLong,
  }
}
