import type { EntryId } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { quoteOf } from '../../../apps/web/src/features/replies/quote.js'
import { changesIn } from '../../../packages/client/src/message-changes.js'
import { bob, change, message, messages, reaction, seq } from '../client/make.js'

const entries = [...messages(5, 8), change(9, 6, 'new'), change(10, 7, null), reaction(11, 5, bob, '👍')]
const quote = (at: number, mid: EntryId = message(at).mid) =>
  quoteOf({ seq: seq(at), mid }, entries, changesIn(entries))

test('[M10] an answered message is shown as it reads by now', () => {
  expect(quote(5)).toEqual({ state: 'held', mid: message(5).mid, sender: bob, text: message(5).text })
  expect(quote(6)).toMatchObject({ state: 'held', text: 'new' })
  expect(quote(7)).toMatchObject({ state: 'held', text: null })
})

test('[M10] what is older than the page is not known yet; what is another entry, or none, is gone', () => {
  expect(quote(4)).toEqual({ state: 'earlier' })
  expect(quote(5, message(6).mid)).toEqual({ state: 'gone' })
  expect(quote(9)).toEqual({ state: 'gone' })
  expect(quote(12)).toEqual({ state: 'gone' })
  expect(quoteOf({ seq: seq(1), mid: message(1).mid }, [], new Map())).toEqual({ state: 'earlier' })
})
