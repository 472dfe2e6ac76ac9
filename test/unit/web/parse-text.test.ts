import { parseEntryId, parseRoomId, parseSeq } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { messageHref, roomHref } from '../../../apps/web/src/features/rooms/room-route.js'
import { isLong } from '../../../apps/web/src/features/timeline/is-long.js'
import { type Inline, parseText } from '../../../apps/web/src/features/timeline/parse-text.js'
import { tameMarks } from '../../../apps/web/src/ui/tame-marks.js'

/** The text with its tokens in brackets, to compare at a glance. */
function shown(text: string): string {
  return parseText(text)
    .map(block => {
      if (block.kind === 'code') return `{pre ${block.text}}`
      const inside = block.children.map(show).join('')
      return block.kind === 'paragraph' ? inside : `{${block.kind} ${inside}}`
    })
    .join('|')
}

function show(inline: Inline): string {
  if (inline.kind === 'text') return inline.text
  if (inline.kind === 'code') return `{code ${inline.text}}`
  if (inline.kind === 'link') return `{link ${inline.text} -> ${inline.href}}`
  if (inline.kind === 'mention') return `{@ ${inline.name}}`
  if (inline.kind === 'item') return `[${inline.number ?? '-'} ${inline.children.map(show).join('')}]`
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

test('an address of a room or a message is a link to its end, whatever its id ends with', () => {
  const roomId = parseRoomId('abcdefghijklmnop')
  for (const last of ['x', '-', '_', '--', '__', '_-']) {
    const id = 'abcdefghijklmnop'.slice(last.length) + last
    const message = { seq: parseSeq(12), mid: parseEntryId(id) }
    for (const href of [roomHref(parseRoomId(id)), messageHref(roomId, message)]) {
      const address = `https://a.example/${href}`
      expect(shown(`see ${address}, all`)).toBe(`see {link ${address} -> ${address}}, all`)
    }
  }
  const link = '{link https://a.example/b_c -> https://a.example/b_c}'
  expect(shown('_see https://a.example/b_c_.')).toBe(`_see ${link}_.`)
  expect(shown('not\n_now: (https://a.example/b_c)_')).toBe(`not\n_now: (${link})_`)
  for (const text of ['-_-', '^_^', '¯\\_(ツ)_/¯', '_yes!_,', '__init'])
    expect(shown(`${text} https://a.example/c_`)).toContain('{link https://a.example/c_ ->')
  const umlaut = 'https://a.example/Haus_Ö'
  expect(shown(`_see ${umlaut} now_`)).toContain(`{link ${umlaut} ->`)
  expect(shown('a_b https://a.example/b_c_')).toBe(
    'a_b {link https://a.example/b_c_ -> https://a.example/b_c_}',
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
  for (const text of ['[sic]', '#1 choice', '…and then', '-5 degrees', '‘quoted’', '🇩🇪 wins', '😀'])
    expect(shown(`_${text}_`)).toBe(`{emphasis ${text}}`)
  for (const text of ['snake_case_name', '2*3*4', '* not bold *', '**', '_a\nb_'])
    expect(shown(text)).toBe(text)
})

test('two stars make bold as one does, a tilde or two strike out, and both need a word boundary as well', () => {
  expect(shown('**bold** and ~struck *both*~ and ~~gone~~')).toBe(
    '{strong bold} and {struck struck {strong both}} and {struck gone}',
  )
  for (const text of [
    '**half*',
    '~5 to ~10',
    '1~2~3',
    'ls ~/a ~/b',
    'PATH=~/bin:~/.local',
    'cp ~/a/,~/b/',
    '(~_~)',
    '(*_*)',
    '~~half~',
    '***',
    '**two\nlines**',
  ])
    expect(shown(text)).toBe(text)
})

test('lines behind > are a quote, up to the first that is not', () => {
  expect(shown('> is it _late_?\n> very\nno')).toBe('{quote is it {emphasis late}?\nvery}|no')
  expect(shown('she said\n> a\n>\n> b\n\n\n> c')).toBe('she said|{quote a\n\nb}|{quote c}')
  expect(shown('> before ```let a```')).toBe('{quote before }|{pre let a}')
  for (const text of ['>:(', '>_<', '5 > 3', '> ', '>']) expect(shown(text)).toBe(text)
  expect(shown('> > twice')).toBe('{quote > twice}')
  expect(shown('> a\r\n>\r\n> b\r\nc')).toBe('{quote a\n\nb}|c')
  expect(shown('> ```\n> let a\n> ```\nb')).toBe('{quote ```\nlet a\n```}|b')
  expect(shown('a\u2028> b')).toBe('a\u2028> b')
})

test('several lines behind a dash, a star or a number are a list, with what is indented below them', () => {
  expect(shown('we need\n- bread\n- *fresh* milk\nand you?')).toBe(
    'we need|{bullets [- bread][- {strong fresh} milk]}|and you?',
  )
  expect(shown('* a\n  as said\n• b')).toBe('{bullets [- a\n  as said][- b]}')
  expect(shown('1. a\n3) b\n10. c')).toBe('{numbers [1 a][3 b][10 c]}')
  expect(shown('- a\n- b\n1. c\n2. d')).toBe('{bullets [- a][- b]}|{numbers [1 c][2 d]}')
  expect(shown('- a\r\n- https://a.example/x.')).toBe(
    '{bullets [- a][- {link https://a.example/x -> https://a.example/x}.]}',
  )
  for (const text of [
    '- well\nmaybe',
    '24. Dec.\nsee you',
    '-5 C\n-7 C',
    '1.5 l\n2.5 l',
    '- \n- ',
    '--\n--',
    '1000. a\n1001. b',
    '  - a\n  - b',
  ])
    expect(shown(text)).toBe(text)
  expect(shown('```\n- a\n- b\n```')).toBe('{pre - a\n- b}')
})

test('markup stays text', () => {
  const text = '<img src=x onerror=alert(1)> &lt;b&gt; <script>1</script>'
  expect(shown(text)).toBe(text)
})

test('empty lines in a row look like one, and do not make a message long', () => {
  expect(shown(`a${'\n'.repeat(5_000)}b`)).toBe('a\n\nb')
  expect(isLong(`a${'\n'.repeat(5_000)}b`)).toBe(false)
  expect(isLong(`> a${'\n>'.repeat(5_000)}\n> b`)).toBe(false)
  expect(isLong('line\n'.repeat(100))).toBe(true)
  expect(isLong('x'.repeat(3_000))).toBe(true)
})

test('a hostile text of full length is cut up within a frame or two', () => {
  const marks = [
    '`',
    '*',
    '**',
    '_',
    '~',
    '~~',
    '```',
    '> ',
    '>\n',
    '> a\n',
    '- a\n',
    '- a\n x\n',
    '1. a\nb\n',
    '- \n',
    '- a\n\n',
  ]
  const parts = [...marks, 'https://', '(', '\n', ' \n', 'a*', '**a', '_a', 'mailto:']
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
