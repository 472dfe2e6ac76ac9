import { FILE_NAME_MAX_BYTES } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../../apps/server/src/chat/file-name.js'

test('[F1] a name stays what it was, in any script', () => {
  for (const name of [
    'photo.png',
    'Ünïcödé ☕ 写真.jpeg',
    '.profile',
    'a.tar.gz',
    "it's 100% (new) & #1.txt",
  ])
    expect(fileNameOf(name)).toBe(name)
})

test('[F1] no name is a path, hides its end, or is one that some system cannot have', () => {
  expect(fileNameOf('../../etc/passwd')).toBe('passwd')
  expect(fileNameOf('C:\\Users\\ann\\photo.png')).toBe('photo.png')
  expect(fileNameOf('photo\u202egnp.exe')).toBe('photognp.exe')
  expect(fileNameOf('a\u0000b\nc\u200b\u2028.txt')).toBe('abc.txt')
  expect(fileNameOf('a\u3164\u115f\u034fb\u2800\ue000\u{f0000}\ufe0f.txt')).toBe('ab.txt')
  expect(fileNameOf('half \ud83d.txt')).toBe('half \ufffd.txt')
  expect(fileNameOf('<a>:"b|?*.txt')).toBe('_a___b___.txt')
  for (const nothing of ['..', '.', '/', 'folder/', ' ', '\u200b', '\u3164', '.\u2800.'])
    expect(fileNameOf(nothing)).toBe('file')
})

test('[F1] a long name loses its middle, not its end, and no half character', () => {
  for (const [given, end] of [
    [`${'x'.repeat(900)}.pdf`, '.pdf'],
    [`${'写'.repeat(300)}.jpeg`, '写.jpeg'],
    [`${'☕'.repeat(300)}`, '☕'],
    [`a.${'b'.repeat(900)}`, 'b'],
  ] as const) {
    const name = fileNameOf(given)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(FILE_NAME_MAX_BYTES)
    expect(Buffer.byteLength(name)).toBeGreaterThan(FILE_NAME_MAX_BYTES - 4)
    expect(name.endsWith(end)).toBe(true)
    expect(name).not.toMatch(/\p{Cs}/u)
  }
  // Each bears a tone.
  expect(fileNameOf(`${'👋🏽'.repeat(300)}.png`)).toMatch(/^(👋🏽)+\.png$/u)
})
