import { expect, test } from 'vitest'
import { EMOJI_LIST } from '../../../apps/web/src/features/emoji/emoji-list.js'

test('[C4] every emoji of the list is one that the server takes, and stands there once', () => {
  const recommended = '\\p{RGI_Emoji}'
  const isEmoji = new RegExp(`^${recommended}$`, 'v')
  expect(EMOJI_LIST.map(([emoji]) => emoji).filter(emoji => !isEmoji.test(emoji))).toEqual([])
  expect(new Set(EMOJI_LIST.map(([emoji]) => emoji)).size).toBe(EMOJI_LIST.length)
  expect(new Set(EMOJI_LIST.map(([, name]) => name)).size).toBe(EMOJI_LIST.length)
})
