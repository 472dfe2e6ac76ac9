import { expect, test } from 'vitest'
import { isAltLetter, isLetter } from '../../../apps/web/src/ui/is-alt-letter.js'

const none = { altKey: true, ctrlKey: false, metaKey: false, shiftKey: false }

test('Alt and a letter is the letter that stands on the key', () => {
  expect(isAltLetter({ ...none, key: 'q', code: 'KeyQ' }, 'q')).toBe(true)
  expect(isAltLetter({ ...none, key: 'Q', code: 'KeyQ' }, 'q')).toBe(true)
  // A French keyboard.
  expect(isAltLetter({ ...none, key: 'q', code: 'KeyA' }, 'q')).toBe(true)
  expect(isAltLetter({ ...none, key: 'a', code: 'KeyQ' }, 'q')).toBe(false)
})

test('where Alt writes something else, the place of the key tells', () => {
  expect(isAltLetter({ ...none, key: 'œ', code: 'KeyQ' }, 'q')).toBe(true)
  expect(isAltLetter({ ...none, key: '®', code: 'KeyR' }, 'q')).toBe(false)
  // A Russian keyboard.
  expect(isLetter({ key: 'А', code: 'KeyF' }, 'f')).toBe(true)
})

test('with other keys held it is another command', () => {
  for (const held of ['ctrlKey', 'metaKey', 'shiftKey'] as const)
    expect(isAltLetter({ ...none, [held]: true, key: 'q', code: 'KeyQ' }, 'q')).toBe(false)
  expect(isAltLetter({ ...none, altKey: false, key: 'q', code: 'KeyQ' }, 'q')).toBe(false)
})
