import { expect, test } from 'vitest'
import { isAltLetter } from '../../../apps/web/src/ui/is-alt-letter.js'
import { isComposing } from '../../../apps/web/src/ui/is-composing.js'

test('a key of an input method means nothing to the page, however the browser says so', () => {
  for (const key of [
    { isComposing: true, keyCode: 13 },
    // The key that ends a composition in Safari.
    { isComposing: false, keyCode: 229 },
  ]) {
    expect(isComposing(key)).toBe(true)
    expect(isComposing({ nativeEvent: key })).toBe(true)
    const pressed = { altKey: true, ctrlKey: false, metaKey: false, shiftKey: false, key: 'q', code: 'KeyQ' }
    expect(isAltLetter(pressed, 'q')).toBe(true)
    expect(isAltLetter({ ...pressed, ...key }, 'q')).toBe(false)
  }
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false)
  expect(isComposing({ nativeEvent: { isComposing: false, keyCode: 27 } })).toBe(false)
})
