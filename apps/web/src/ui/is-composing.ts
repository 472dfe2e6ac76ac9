/** Of the key that ends a composition, Safari tells too late that there was one; it has this code, as all of them did. */
const COMPOSITION_KEY_CODE = 229

interface Key {
  isComposing?: boolean
  keyCode?: number
}

/** Whether a key belongs to an input method (Japanese, Chinese…) and means nothing to the page. */
export function isComposing(event: Key | { nativeEvent: Key }): boolean {
  const { isComposing = false, keyCode } = 'nativeEvent' in event ? event.nativeEvent : event
  return isComposing || keyCode === COMPOSITION_KEY_CODE
}
