import { expect, test } from 'vitest'
import { toggleMark } from '../../../apps/web/src/features/composer/mark-selection.js'

/** Presses the key: the text before and behind has the selection in brackets, or a bar for the caret. */
function press(shown: string, mark = '*'): string {
  const from = shown.search(/[[|]/)
  const to = shown.includes('|') ? from : shown.indexOf(']') - 1
  const value = shown.replace(/[[\]|]/g, '')
  const { start, end, text, select } = toggleMark(value, from, to, mark)
  const after = value.slice(0, start) + text + value.slice(end)
  const [first, last] = select
  const selected = first === last ? '|' : `[${after.slice(first, last)}]`
  return after.slice(0, first) + selected + after.slice(last)
}

test.each([
  ['see [you]', 'see *[you]*'],
  ['[see you ]soon', '*[see you]* soon'],
  ['see *[you]*', 'see [you]'],
  ['see [*you*]', 'see [you]'],
  ['**[you]** see', '[you] see'],
  ['*_[you]_*', '_[you]_'],
  ['_[you]_', '_*[you]*_'],
])('what is selected gets the marks or loses them: %s', (before, after) => {
  expect(press(before)).toBe(after)
})

test('with nothing selected one types between the marks, and is led out of them, or takes them away again', () => {
  expect(press('see |')).toBe('see *|*')
  expect(press('see *|*')).toBe('see |')
  expect(press('see *you|*')).toBe('see *you*|')
  expect(press('*see* *you|*')).toBe('*see* *you*|')
  expect(press('a\n_b|_', '_')).toBe('a\n_b_|')
})

test.each(['[see *you*, all]', '[one\ntwo]'])(
  'marks that would not be read as such are not set: %j',
  text => {
    expect(press(text)).toBe(text)
  },
)
