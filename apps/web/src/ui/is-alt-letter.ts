import { isComposing } from './is-composing.js'

type Key = Pick<KeyboardEvent, 'key' | 'code'>
type AltKey = Key &
  Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'> &
  Partial<Pick<KeyboardEvent, 'isComposing' | 'keyCode' | 'target'>>

export function isAltLetter(event: AltKey, letter: string): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
  if (isComposing(event) || isWriting(event)) return false
  return isLetter(event, letter)
}

/**
 * It is the letter that is printed on the key, unless the key writes none from a to z (as with Alt on a Mac, or in
 * Cyrillic): then it is the place of the key.
 */
export function isLetter(event: Key, letter: string): boolean {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase() === letter
  return event.code === `Key${letter.toUpperCase()}`
}

/** On a Mac this key writes what stands on no other, as `@` in German with L: in a text box that is what is meant. */
function isWriting({ target }: AltKey): boolean {
  return Boolean(target) && isMac() && target instanceof HTMLElement && target.matches('input, textarea')
}

export function isMac(): boolean {
  return navigator.platform.startsWith('Mac')
}
