import { expect, test } from 'vitest'
import { mentionedNames } from '../../../apps/server/src/chat/mentioned-names.js'

test.each([
  ['hello', []],
  ['mail me: tom@home.example', []],
  ['@tom', [['tom']]],
  ['@Tom.', [['Tom.', 'Tom']]],
  ['(@Tom) said', [['Tom) said', 'Tom)', 'Tom']]],
  ['@Tom.Jones', [['Tom.Jones']]],
  ['@Tom-Marie', [['Tom-Marie']]],
  ['@Ann Lee\nand more', [['Ann Lee', 'Ann']]],
  ['@Ann @Bob', [['Ann'], ['Bob']]],
  ['@ Ann', []],
  ['`@Tom` and\n```\n@Ann\n```', []],
  ['@Zoë!', [['Zoë!', 'Zoë']]],
])('[N3] %j may mention %j', (text, names) => {
  expect(mentionedNames(text)).toEqual(names)
})

test('[N3] however many are mentioned, a bounded number of names is looked for', () => {
  const names = mentionedNames('@a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(100))
  expect(names).toHaveLength(10)
  expect(Math.max(...names.map(({ length }) => length))).toBe(8)
  expect(mentionedNames(`@${'!'.repeat(1_000)}`)).toEqual([])
  // Signs that mention nobody take no place.
  expect(mentionedNames(`${'look @ this '.repeat(20)}@Tom`)).toEqual([['Tom']])
})
