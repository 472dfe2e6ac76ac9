import type { KeyboardEvent } from 'react'

/** Of the key that ends a composition, Safari tells too late that there was one; it has this code, as all of them did. */
const COMPOSITION_KEY_CODE = 229

/** Whether a key belongs to an input method (Japanese, Chinese…) and means nothing to the page. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === COMPOSITION_KEY_CODE
}
