import { expect, test } from 'vitest'
import { isLong } from '../../../apps/web/src/features/timeline/is-long.js'
import { type Inline, parseText } from '../../../apps/web/src/features/timeline/parse-text.js'
import { tameMarks } from '../../../apps/web/src/ui/tame-marks.js'

/** The text with its tokens in brackets, to compare at a glance. */
function shown(text: string): string {
  return parseText(text)
    .map(block => (block.kind === 'code' ? `{pre ${block.text}}` : block.children.map(show).join('')))
    .join('|')
}

function show(inline: Inline): string {
  if (inline.kind === 'text') return inline.text
  if (inline.kind === 'code') return `{code ${inline.text}}`
  if (inline.kind === 'link') return `{link ${inline.text} -> ${inline.href}}`
  if (inline.kind === 'mention') return `{@ ${inline.name}}`
  return `{${inline.kind} ${inline.children.map(show).join('')}}`
}

test('addresses become links, without the punctuation of the sentence around them', () => {
  expect(shown('see https://a.example/x.')).toBe('see {link https://a.example/x -> https://a.example/x}.')
  expect(shown('(http://a.example/b(c))')).toBe('({link http://a.example/b(c) -> http://a.example/b(c)})')
  expect(shown('mailto:ann@example.com!')).toBe('{link mailto:ann@example.com -> mailto:ann@example.com}!')
  const many = ')]}'.repeat(2_600)
  expect(shown(`https://a.example/(b)${many}`)).toBe(
    `{link https://a.example/(b) -> https://a.example/(b)}${many}`,
  )
  expect(shown('HTTPS://A.example/a_b_c *x*')).toBe(
    '{link HTTPS://A.example/a_b_c -> https://a.example/a_b_c} {strong x}',
  )
})

test.each([
  'javascript:alert(1)',
  'JaVa\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'https://',
  'http://[broken',
  'xhttps://a.example',
])('%s is no link', text => {
  expect(shown(text)).toBe(text)
})

test('code is taken literally', () => {
  expect(shown('a `*b* https://x.example` c')).toBe('a {code *b* https://x.example} c')
  expect(shown('before\n```ts\nlet a = `1`\n```\nafter')).toBe('before|{pre let a = `1`}|after')
  expect(shown('``` unclosed')).toBe('``` unclosed')
})

test('bold and italic need a word boundary on both sides', () => {
  expect(shown('*bold* and _italic *both*_')).toBe('{strong bold} and {emphasis italic {strong both}}')
  for (const text of ['snake_case_name', '2*3*4', '* not bold *', '**', '_a\nb_'])
    expect(shown(text)).toBe(text)
})

test('markup stays text', () => {
  const text = '<img src=x onerror=alert(1)> &lt;b&gt; <script>1</script>'
  expect(shown(text)).toBe(text)
})

test('empty lines in a row look like one, and do not make a message long', () => {
  expect(shown(`a${'\n'.repeat(5_000)}b`)).toBe('a\n\nb')
  expect(isLong(`a${'\n'.repeat(5_000)}b`)).toBe(false)
  expect(isLong('line\n'.repeat(100))).toBe(true)
  expect(isLong('x'.repeat(3_000))).toBe(true)
})

test('a hostile text of full length is cut up within a frame or two', () => {
  const parts = ['`', '*', '_', '```', 'https://', '(', '\n', ' \n', 'a*', '_a', 'mailto:']
  for (const part of parts) {
    const startedAt = performance.now()
    parseText(part.repeat(8_000 / part.length))
    expect(performance.now() - startedAt, JSON.stringify(part)).toBeLessThan(200)
  }
})

test('at most eight marks stand on one letter', () => {
  expect([...tameMarks(`a${'\u0301'.repeat(500)}b`)]).toHaveLength(10)
  expect(tameMarks('a\u0301 ẹ́ नमस्ते')).toBe('a\u0301 ẹ́ नमस्ते')
})
