import { expect, test } from 'vitest'
import { suggestEmoji } from '../../../apps/web/src/features/emoji/emoji-names.js'

const emoji = (query: string) => suggestEmoji(query).map(it => it.emoji)

test('whoever writes a whole name gets that emoji first, also of names that go on', () => {
  expect(emoji('smile')[0]).toBe('😄')
  expect(emoji('heart')[0]).toBe('❤️')
  expect(emoji('+1')).toEqual(['👍'])
  expect(emoji('tada')).toEqual(['🎉'])
  expect(emoji('FIRE')[0]).toBe('🔥')
})

test('names that begin so come before those with such a word within, and each emoji once', () => {
  const found = suggestEmoji('heart')
  const begins = found.map(({ name }) => name.startsWith('heart'))
  expect(begins.indexOf(false)).toBe(begins.lastIndexOf(true) + 1)
  expect(found.some(({ name }) => name === 'blue_heart')).toBe(true)
  expect(emoji('thumbsup')).toEqual(['👍'])
  expect(new Set(emoji('th')).size).toBe(emoji('th').length)
})

test('a name closed by a colon is that one alone, and an unknown one is none', () => {
  expect(suggestEmoji('smile:')).toEqual([{ emoji: '😄', name: 'smile' }])
  expect(suggestEmoji('smil:')).toEqual([])
  expect(suggestEmoji('no such name')).toEqual([])
})

test('all are shown as pictures, not as text', () => {
  const asText = suggestEmoji('').filter(it => !/^\p{Emoji_Presentation}|\u{FE0F}/u.test(it.emoji))
  expect(asText.map(({ name }) => name)).toEqual([])
})
