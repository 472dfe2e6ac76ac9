import { expect, test } from 'vitest'
import { marginTimeText } from '../../../apps/web/src/features/timeline/clock-text.js'

const AT = new Date(2026, 2, 6, 9, 36).getTime()

test.each([
  ['en-US', '9:36'],
  ['de-DE', '09:36'],
  ['da-DK', '09.36'],
  ['fi-FI', '9.36'],
  ['fr-CA', '09 h 36'],
  ['ar-EG', '٩:٣٦'],
  ['zh-TW', '9:36'],
])('beside a message stands its time as %s writes it, without the part of the day', (locale, text) => {
  const format = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  expect(marginTimeText(AT, format).replaceAll('\u00a0', ' ')).toBe(text)
})
