import { NAME_MAX_LENGTH } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { nameSkeleton, normalizeName } from '../../../apps/server/src/chat/names.js'

const skeletonOf = (given: string) => nameSkeleton(normalizeName(given))

test('a name is kept in one form, however it was typed', () => {
  for (const [given, kept] of [
    ['Ann', 'Ann'],
    ['  Ann \t Lee \n', 'Ann Lee'],
    ['Ａｎｎ', 'Ann'],
    ['ﬁona', 'fiona'],
    ['Zoe\u0308', 'Zoë'],
    ['李小龍', '李小龍'],
    ['محمد', 'محمد'],
    ['Ⅻ', 'XII'],
    ['🦉', '🦉'],
    ['สมชาย', 'สมชาย'],
  ] as const) {
    expect([given, normalizeName(given)]).toEqual([given, kept])
  }
})

test('normalising a normal name changes nothing', () => {
  for (const given of ['Ann Lee', 'ﬁ ﬃ ½', 'Ǆ ŉ', '㎏ ㍿', 'É', '\u1e9b\u0323']) {
    const once = normalizeName(given)
    expect(normalizeName(once)).toBe(once)
  }
})

test('the longest name counts characters, not bytes or halves of them', () => {
  expect(normalizeName('🦉'.repeat(NAME_MAX_LENGTH))).toHaveLength(2 * NAME_MAX_LENGTH)
  expect(() => normalizeName('x'.repeat(NAME_MAX_LENGTH + 1))).toThrow('at most')
  // One character that NFKC makes eighteen of.
  expect(() => normalizeName('\ufdfa'.repeat(3))).toThrow('at most')
})

test('control, invisible, bidirectional, private and unassigned characters are refused', () => {
  for (const code of [
    0x00, 0x07, 0x1b, 0x7f, 0x85, 0xad, 0x034f, 0x061c, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e,
    0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x3164, 0xd800, 0xdfff, 0xe000, 0xfe0f, 0xfeff, 0xffa0, 0xfff9,
    0xffff, 0xe0001, 0xe0061, 0xe0100, 0x10ffff,
  ]) {
    for (const given of [`an${String.fromCodePoint(code)}na`, `${String.fromCodePoint(code)}anna`]) {
      // White space of any kind is folded, whatever else it may be.
      if (/\p{White_Space}/u.test(given.normalize('NFKC'))) continue
      expect(() => normalizeName(given), code.toString(16)).toThrow(/invisible/)
    }
  }
  expect(() => normalizeName(`a${'\u0301'.repeat(500)}`)).toThrow()
  expect(() => normalizeName('h\u0338\u0337\u0336\u0335i')).toThrow()
})

test('a name has at least one letter, digit or picture', () => {
  for (const given of ['', ' ', '...', '-_-', '\u0301', '"\''])
    expect(() => normalizeName(given)).toThrow('at least')
  for (const given of ['7', 'ß', '🦉', 'あ']) expect(normalizeName(given)).toBe(given)
})

test('[A1] names that look alike have one skeleton', () => {
  const groups = [
    ['admin', 'ADMIN', 'аdmin', 'ɑdmin', 'ⓐdmin', 'àdmin', '𝗮𝗱𝗺𝗶𝗻', 'adm1n', 'admln', 'adrnin'],
    ['Paypal', 'PayPaI', 'Paypa1', 'Раураl', 'ΡaypaI'],
    ['root', 'r00t', 'rооt', 'ROOT'],
    ['will', 'vvill', 'w|||'],
    ['ann lee', 'ann_lee', 'ann-lee', 'ann.lee', 'Ann  Lee'],
  ]
  for (const [first = '', ...others] of groups) {
    for (const other of others) expect([other, skeletonOf(other)]).toEqual([other, skeletonOf(first)])
  }
})

test('[A1] names that do not look alike have skeletons of their own', () => {
  const names = [
    'ann',
    'anna',
    'anne',
    'hannah',
    'bob',
    'rob',
    '李',
    '王',
    'мария',
    'иван',
    'さくら',
    'user 2',
    'user 3',
    '🦉',
    '🐸',
  ]
  expect(new Set(names.map(skeletonOf)).size).toBe(names.length)
})
