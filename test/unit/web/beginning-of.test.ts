import { afterEach, expect, test, vi } from 'vitest'
import { beginningOf, borderBefore, shortened } from '../../../packages/shared/src/beginning-of.js'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

const FAMILY = '👩‍👩‍👧‍👦'
const WAVE = '👋🏽'
const FLAG = '🇩🇪'
const ACCENTED = 'e\u0301'

test('a text is cut between characters, as people see them', () => {
  for (const character of [FAMILY, WAVE, FLAG, ACCENTED, '😀', '한'.normalize('NFD')]) {
    const text = `ab${character}c`
    for (let length = 2; length < 2 + character.length; length++) expect(beginningOf(text, length)).toBe('ab')
    expect(beginningOf(text, 2 + character.length)).toBe(`ab${character}`)
    expect(beginningOf(text, 99)).toBe(text)
  }
  expect(beginningOf('a\r\nb', 2)).toBe('a')
  expect(borderBefore('', 0)).toBe(0)
  expect(beginningOf('', 5)).toBe('')
})

test('a place between flags that follow each other is found from the beginning of the text', () => {
  expect(beginningOf(FLAG.repeat(3), 6)).toBe(FLAG)
  expect(beginningOf(FLAG.repeat(3), 8)).toBe(FLAG.repeat(2))
})

test('of one character without end a part is shown, and no half of a pair', () => {
  const pile = `e${'\u0301'.repeat(500)}`
  expect(beginningOf(pile, 100)).toBe(pile.slice(0, 100))
  expect(beginningOf(`😀${'\u0301'.repeat(500)}`, 1)).toBe('')
  expect(beginningOf(FAMILY, 4)).toBe('👩‍')
})

test('what was left out is hinted at', () => {
  expect(shortened('abcdef', 3)).toBe('abc…')
  expect(shortened(`abc${WAVE}`, 5)).toBe('abc…')
  expect(shortened('abc', 3)).toBe('abc')
})

test('a browser that knows no characters but code points cuts between these', async () => {
  const { Segmenter: _, ...others } = Object.getOwnPropertyDescriptors(Intl)
  vi.stubGlobal('Intl', Object.create(null, others))
  vi.resetModules()
  const { beginningOf } = await import('../../../packages/shared/src/beginning-of.js')
  expect(beginningOf('ab😀c', 3)).toBe('ab')
  expect(beginningOf('ab😀c', 4)).toBe('ab😀')
  expect(beginningOf(WAVE, 3)).toBe('👋')
})
