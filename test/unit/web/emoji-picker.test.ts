import { parseUserId } from '@hubbub/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { placeAfter } from '../../../apps/web/src/features/emoji/emoji-grid.js'
import { EMOJI_LIST } from '../../../apps/web/src/features/emoji/emoji-list.js'
import { suggestEmoji } from '../../../apps/web/src/features/emoji/emoji-names.js'
import { findEmoji } from '../../../apps/web/src/features/emoji/find-emoji.js'
import { noteRecentEmoji, recentEmoji } from '../../../apps/web/src/features/emoji/recent-emoji.js'

const [ann, bob] = [parseUserId('u-ann'), parseUserId('u-bob')]
const kept = new Map<string, string>()
let isFull = false
beforeEach(() => {
  kept.clear()
  isFull = false
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (isFull) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('arrows lead through rows of eight, and from a shorter row into the same column', () => {
  // Three used last; below them the list of 32.
  const sizes = [3, 32]
  expect(placeAfter('ArrowRight', 2, sizes)).toBe(3)
  expect(placeAfter('ArrowLeft', 3, sizes)).toBe(2)
  expect(placeAfter('ArrowDown', 1, sizes)).toBe(4)
  expect(placeAfter('ArrowDown', 4, sizes)).toBe(12)
  expect(placeAfter('ArrowUp', 4, sizes)).toBe(1)
  expect(placeAfter('ArrowUp', 10, sizes)).toBe(2)
})

test('beyond the edges arrows lead nowhere, but from the first row up to the field', () => {
  const sizes = [10]
  expect(placeAfter('ArrowUp', 3, sizes)).toBeNull()
  expect(placeAfter('ArrowLeft', 0, sizes)).toBe(0)
  expect(placeAfter('ArrowRight', 9, sizes)).toBe(9)
  expect(placeAfter('ArrowDown', 1, sizes)).toBe(9)
  expect(placeAfter('ArrowDown', 6, sizes)).toBe(9)
  expect(placeAfter('ArrowDown', 8, sizes)).toBe(8)
})

test('an emoji is found by the name it is read out by, and by every name that there is where one writes', () => {
  const found = (query: string) => findEmoji(query, suggestEmoji).map(([emoji]) => emoji)
  for (const [emoji, name] of EMOJI_LIST) expect(found(name)[0]).toBe(emoji)
  expect(found('tada')).toEqual(['🎉'])
  expect(found(':Tada:')).toEqual(['🎉'])
  expect(found('canoe')).toEqual(['🛶'])
  expect(found('heart eyes')[0]).toBe('😍')
  expect(found('heart_eyes')).toContain('😻')
  expect(found('eyes')).toContain('😍')
  expect(found('no such emoji')).toEqual([])
  for (const query of ['', '  ', ':']) expect(found(query)).toEqual([])
})

test('of what is found each emoji stands there once, and no more than fit', () => {
  for (const query of ['a', 's', 'fl', 'heart', '1']) {
    const found = findEmoji(query, suggestEmoji)
    expect(new Set(found.map(([emoji]) => emoji)).size).toBe(found.length)
    expect(found.length).toBeLessThanOrEqual(40)
  }
})

test('as long as the other names have not come, what is given most is found', () => {
  expect(findEmoji('rock', null)).toEqual([['🚀', 'Rocket']])
  expect(findEmoji('canoe', null)).toEqual([])
})

test('[C4] every emoji that has a name is one that the server takes', () => {
  const recommended = '\\p{RGI_Emoji}'
  const isEmoji = new RegExp(`^${recommended}$`, 'v')
  expect(suggestEmoji('').filter(({ emoji }) => !isEmoji.test(emoji))).toEqual([])
})

test('the eight that somebody gave last are kept, the newest first, each once', () => {
  for (const [emoji, name] of EMOJI_LIST.slice(0, 10)) noteRecentEmoji(ann, [emoji, name])
  noteRecentEmoji(ann, ['🔥', 'Fire'])
  noteRecentEmoji(ann, ['🙏', 'Thank you'])
  expect(recentEmoji(ann).map(([emoji]) => emoji)).toEqual(['🙏', '🔥', '✅', '👀', '😢', '😮', '🎉', '😂'])
})

test('what somebody else gave at this browser is not told, and makes way', () => {
  noteRecentEmoji(ann, ['🔥', 'Fire'])
  expect(recentEmoji(bob)).toEqual([])
  noteRecentEmoji(bob, ['🛶', 'canoe'])
  expect(recentEmoji(bob)).toEqual([['🛶', 'canoe']])
  expect(recentEmoji(ann)).toEqual([])
  expect(kept.size).toBe(1)
})

test('a full storage and one that holds something else keep nobody from giving an emoji', () => {
  isFull = true
  noteRecentEmoji(ann, ['🔥', 'Fire'])
  expect(recentEmoji(ann)).toEqual([])
  isFull = false
  noteRecentEmoji(ann, ['🔥', 'Fire'])
  const [key = ''] = kept.keys()
  for (const other of ['{', 'null', '7', '{}', '["u-ann"]', '["u-ann",7,["🔥"],["🔥",1],null]']) {
    kept.set(key, other)
    expect(recentEmoji(ann)).toEqual([])
  }
})
