type AltKey = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

export function isAltLetter(event: AltKey, letter: string): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
  return isLetter(event, letter)
}

/**
 * It is the letter that is printed on the key, unless the key writes none from a to z (as with Alt on a Mac, or in
 * Cyrillic): then it is the place of the key.
 */
export function isLetter(event: Pick<KeyboardEvent, 'key' | 'code'>, letter: string): boolean {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase() === letter
  return event.code === `Key${letter.toUpperCase()}`
}
