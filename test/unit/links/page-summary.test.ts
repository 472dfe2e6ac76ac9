import { PREVIEW_DESCRIPTION_MAX_LENGTH, PREVIEW_TITLE_MAX_LENGTH } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createSummaryReader } from '../../../apps/server/src/links/page-summary.js'

function summaryOf(...parts: readonly string[]) {
  const reader = createSummaryReader()
  for (const part of parts) reader.read(part)
  return reader.summary()
}

test('what a page says of itself for others goes before its own title', () => {
  const head = `
    <title>Tea &amp; cake – Example</title>
    <meta name="description" content="Of the page">
    <meta property="og:title" content="Tea &amp; cake">
    <META NAME="OG:Description" CONTENT="For
      others &lt;b&gt;">
    <meta property="og:title" content="a second one">`
  expect(summaryOf(`<html><head>${head}</head>`)).toEqual({
    title: 'Tea & cake',
    description: 'For others <b>',
  })
  expect(summaryOf('<title>\n Only\u0000 a\ttitle </title>')).toEqual({
    title: 'Only a title',
    description: '',
  })
})

test('a page without a title has nothing to show', () => {
  for (const html of ['', 'no markup', '<title> </title>', '<meta name="description" content="x">', '<title'])
    expect(summaryOf(html)).toBeNull()
})

test('a page in parts is read as one, and the body of none', () => {
  const parts = [
    '<html><head><ti',
    'tle>Te',
    'a</ti',
    'tle><meta name="desc',
    'ription" content="x"></head><bo',
  ]
  expect(summaryOf(...parts)).toEqual({ title: 'Tea', description: 'x' })
  const inBody = ['<body><title>Not this</title>', '<svg><title>nor this</title></svg>']
  expect(summaryOf(...inBody)).toBeNull()
  const reader = createSummaryReader()
  reader.read('<head><title>Tea</title>')
  expect(reader.isOver()).toBe(false)
  reader.read('</head>')
  expect(reader.isOver()).toBe(true)
})

test('long texts are begun, between characters', () => {
  const family = '👩‍👩‍👧 '
  const long = family.repeat(1_000)
  const found = summaryOf(`<title>${long}</title><meta name="description" content="${long}">`)
  const whole = (maxLength: number) => Math.floor((maxLength - 1) / family.length)
  expect(found?.title.startsWith(family.repeat(whole(PREVIEW_TITLE_MAX_LENGTH)))).toBe(true)
  expect(found?.description.startsWith(family.repeat(whole(PREVIEW_DESCRIPTION_MAX_LENGTH)))).toBe(true)
  for (const text of [found?.title, found?.description]) expect(text).toMatch(/^(👩‍👩‍👧 )*(👩‍👩‍👧)?…$/u)
})

test('what has begun to be the body ends it, said or not', () => {
  const inBody = '<title>Not this</title><meta property="og:title" content="nor this">'
  for (const begun of ['<body>', '<div>', '<head></head>', '<noscript>'.repeat(40)])
    expect(summaryOf(begun + inBody)).toBeNull()
  const head =
    '<noscript><link rel=x></noscript><script>if (a < b) "<div>"</script><style>b { }</style><base href=x>'
  expect(summaryOf(`<!doctype html><!-- <div> --><html>${head}<title>This</title>`)).toMatchObject({
    title: 'This',
  })
})

test('a title that nobody can see is none', () => {
  expect(summaryOf('<meta property="og:title" content="\u200b\u2060"><title>Seen</title>')).toMatchObject({
    title: 'Seen',
  })
})

test.each([
  ...['<title>', '<meta property="', '<', '&', '<meta content="x" ', '<!--', '<script>', '</title'],
  ...['<b>', '<noscript>', '<form>', '<svg>', '<link>', '<p>', '</p>', '<meta name=description content=x>'],
])('%s over and over keeps no worker busy', unit => {
  const size = 512 * 1024
  const startedAt = performance.now()
  summaryOf(unit.repeat(size / unit.length))
  summaryOf(`<html>${unit.repeat(size / unit.length / 2)}${'</i>'.repeat(size / 8)}`)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})
