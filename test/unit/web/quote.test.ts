import type { EntryId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { isSameQuote, quotedText, quoteOf } from '../../../apps/web/src/features/replies/quote.js'
import { changesIn } from '../../../packages/client/src/message-changes.js'
import { bob, change, message, messages, picture, reaction, seq } from '../client/make.js'

const entries = [...messages(5, 8), change(9, 6, 'new'), change(10, 7, null), reaction(11, 5, bob, '👍')]
const timeline = { entries, oldestSeq: seq(3) }
const quote = (at: number, mid: EntryId = message(at).mid) =>
  quoteOf({ seq: seq(at), mid }, timeline, changesIn(entries))

test('[M10] an answered message is shown as it reads by now', () => {
  expect(quote(5)).toMatchObject({ state: 'held', sender: bob, text: message(5).text })
  expect(quote(6)).toMatchObject({ state: 'held', text: 'new' })
  expect(quote(7)).toMatchObject({ state: 'held', text: null })
})

test('a message without a text is quoted by the names of its files, and by what it says once it says something', () => {
  const files = [
    message(1, { text: '', files: [picture] }),
    message(2, { text: '', files: [picture] }),
    change(3, 2, 'new'),
  ]
  const quoted = (at: number) =>
    quoteOf({ seq: seq(at), mid: message(at).mid }, { entries: files, oldestSeq: seq(1) }, changesIn(files))
  expect(quoted(1)).toMatchObject({ text: 'photo.png' })
  expect(quoted(2)).toMatchObject({ text: 'new' })
})

test('[M10] what is older than the page is not known yet; what is another entry, or none, is gone', () => {
  expect(quote(4)).toMatchObject({ state: 'earlier' })
  expect(quote(2)).toMatchObject({ state: 'gone' })
  expect(quote(5, message(6).mid)).toMatchObject({ state: 'gone' })
  expect(quote(9)).toMatchObject({ state: 'gone' })
  expect(quote(12)).toMatchObject({ state: 'gone' })
  const empty = { entries: [], oldestSeq: seq(1) }
  expect(quoteOf({ seq: seq(1), mid: message(1).mid }, empty, new Map())).toMatchObject({ state: 'earlier' })
})

test('a quote is painted anew when its text, its state or the message is another', () => {
  expect(isSameQuote(null, null)).toBe(true)
  expect(isSameQuote(quote(5), quote(5))).toBe(true)
  expect(isSameQuote(quote(4), quote(4))).toBe(true)
  expect(isSameQuote(quote(5), null)).toBe(false)
  expect(isSameQuote(quote(4), quote(3))).toBe(false)
  expect(isSameQuote(quote(5), quote(8))).toBe(false)
  expect(isSameQuote(quote(6), quoteOf(quote(6).place, timeline, new Map()))).toBe(false)
})

test('a quote is one line, without the marks of its text', () => {
  expect(quotedText('one\n\n  *two* _three_ `four`')).toBe('one two three four')
  expect(quotedText('```js\nlet a = 1\n```\nhttps://example.org @bob')).toBe(
    'let a = 1 https://example.org @bob',
  )
  expect(quotedText('x'.repeat(5_000)).length).toBeLessThan(1_000)
  expect(quotedText('👩‍👩‍👧'.repeat(500))).toMatch(/^(👩‍👩‍👧)+$/u)
})
