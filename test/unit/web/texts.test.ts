import { ERRORS, type ErrorCode, isErrorCode, TEXT_MAX_BYTES } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { sizeNotice, textToSend } from '../../../apps/web/src/features/composer/message-size.js'
import { typingText } from '../../../apps/web/src/features/composer/typing-text.js'
import { connectionText } from '../../../apps/web/src/features/connection/connection-text.js'
import { unreadText } from '../../../apps/web/src/features/rooms/room-order.js'
import { initialsOf, toneOf } from '../../../apps/web/src/ui/avatar-look.js'
import { failureText } from '../../../apps/web/src/ui/failure-text.js'

test('every refusal has a sentence, and says when to try again', () => {
  const codes = Object.keys(ERRORS).filter((code): code is ErrorCode => isErrorCode(code))
  for (const code of codes) expect(failureText(code)).toMatch(/^[A-Z].*\.$/)
  expect(failureText('rate_limited', 1_200)).toContain('Try again in 2 s.')
  expect(failureText('rate_limited', 600_000)).toContain('Try again in 10 min.')
})

test('the composer counts bytes, tells them when few are left and refuses one too many', () => {
  expect(sizeNotice('x'.repeat(TEXT_MAX_BYTES - 1_001))).toBeNull()
  expect(sizeNotice('é'.repeat(TEXT_MAX_BYTES / 2))).toEqual({ text: '0 bytes left', isTooLong: false })
  expect(sizeNotice(`${'x'.repeat(TEXT_MAX_BYTES)}y`)).toEqual({
    text: '1 bytes too long to send',
    isTooLong: true,
  })
})

test('blank lines around a message are not sent, blanks inside are', () => {
  expect(textToSend(' \n\n  indented\n\nend \n')).toBe('  indented\n\nend')
  expect(textToSend(' \n \n')).toBe('')
})

test('the typing line names two people and counts the others', () => {
  const shown = (...names: string[]) => typingText(names).replace(/[\u2068\u2069]/g, '')
  expect(shown()).toBe('')
  expect(shown('Ann')).toBe('Ann is typing…')
  expect(shown('Ann', 'Bob')).toBe('Ann and Bob are typing…')
  expect(shown('Ann', 'Bob', 'Cy')).toBe('Ann, Bob and one other are typing…')
  expect(shown('Ann', 'Bob', 'Cy', 'Di')).toBe('Ann, Bob and 2 others are typing…')
})

test('unread messages beyond those held are told as a lower bound', () => {
  expect(unreadText({ unread: 0, unreadIsAtLeast: false })).toBe('')
  expect(unreadText({ unread: 9, unreadIsAtLeast: false })).toBe('9')
  expect(unreadText({ unread: 60, unreadIsAtLeast: true })).toBe('60+')
  expect(unreadText({ unread: 200, unreadIsAtLeast: false })).toBe('99+')
})

test('the badge names node and worker, and says what happens to messages without a connection', () => {
  expect(connectionText({ state: 'connected', node: 'a', worker: '2' }).detail).toMatch(/node a, worker 2/)
  expect(connectionText({ state: 'offline' }).detail).toMatch(/kept and sent later/)
  expect(connectionText({ state: 'reconnecting', attempt: 3 }).detail).toMatch(/attempt 3/)
  expect(connectionText({ state: 'refused', code: 'too_many_connections' }).detail).toMatch(
    /Close another tab/,
  )
})

test('initials and colours of avatars are stable', () => {
  expect(initialsOf('Ann Fischer')).toBe('AF')
  expect(initialsOf('bob')).toBe('BO')
  expect(initialsOf('😀 !')).toBe('?')
  expect(initialsOf('')).toBe('?')
  expect(toneOf('u-ann')).toBe(toneOf('u-ann'))
  for (let id = 0; id < 1_000; id++) expect(toneOf(`u${id}`)).toBeLessThan(12)
})
