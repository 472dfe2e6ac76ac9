type AltKey = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/**
 * Alt and a letter. It is the letter that is printed on the key, unless Alt writes something else with it (as on a
 * Mac): then it is the place of the key.
 */
export function isAltLetter(event: AltKey, letter: string): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase() === letter
  return event.code === `Key${letter.toUpperCase()}`
}
