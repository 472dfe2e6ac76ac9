import { ERRORS, type ErrorCode, isErrorCode, parseUserId, senderText, TEXT_MAX_BYTES } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { unsentText } from '../../../apps/web/src/features/chat/unsent-text.js'
import { sizeNotice, textToSend } from '../../../apps/web/src/features/composer/message-size.js'
import { typingText } from '../../../apps/web/src/features/composer/typing-text.js'
import { connectionText } from '../../../apps/web/src/features/connection/connection-text.js'
import { whenBack } from '../../../apps/web/src/features/connection/when-back.js'
import { unreadText } from '../../../apps/web/src/features/rooms/room-order.js'
import { paceText, timeLeftText } from '../../../apps/web/src/features/slow-mode/slow-text.js'
import { refusalLabel, refusalText } from '../../../apps/web/src/features/timeline/refusal-text.js'
import { initialsOf, toneOf } from '../../../apps/web/src/ui/avatar-look.js'
import { failureText } from '../../../apps/web/src/ui/failure-text.js'
import { key, picture } from '../client/make.js'

test('every refusal has a sentence, and says when to try again', () => {
  const codes = Object.keys(ERRORS).filter((code): code is ErrorCode => isErrorCode(code))
  for (const code of codes) expect(failureText(code)).toMatch(/^[A-Z].*\.$/)
  expect(failureText('rate_limited', 1_200)).toContain('Try again in 2 s.')
  expect(failureText('rate_limited', 600_000)).toContain('Try again in 10 min.')
})

test('a message that may have arrived is not said to be unsent, and one whose file is gone says what can be done', () => {
  const refused = { state: 'refused', clientMessageId: key(1), text: 'hi', writtenAt: 1 } as const
  const banned = {
    ...refused,
    code: 'banned',
    message: 'Removed. It is not known whether it arrived.',
  } as const
  expect(refusalText({ ...banned, mayHaveArrived: true })).toBe(banned.message)
  expect(refusalLabel({ ...banned, mayHaveArrived: true })).toBe('Perhaps not sent')
  expect(refusalText(banned)).toBe('Not sent. You have been removed from this room.')
  expect(refusalLabel(banned)).toBe('Not sent')

  const gone = { ...refused, code: 'not_found', message: 'No file.', files: [picture] } as const
  expect(refusalText(gone)).toMatch(/^Not sent\. A file .* attach it again, or send the text alone\.$/)
  expect(refusalText({ ...gone, text: '' })).toMatch(/attach it again\.$/)
})

test('what waits for the server goes on each time it can be reached again, and at no other change', () => {
  let state = 'connected'
  const listeners = new Set<() => void>()
  let times = 0
  const client = {
    getState: () => ({ connection: { state } }),
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const end = whenBack(client as never, () => times++)
  for (const next of ['connected', 'offline', 'reconnecting', 'connected', 'connected']) {
    state = next
    for (const listener of listeners) listener()
  }
  expect(times).toBe(1)
  end()
  expect(listeners.size).toBe(0)
})

test('who signs out is told what becomes of messages that are on their way, and of no others', () => {
  const rooms = [{ outgoing: [{ state: 'acked' }, { state: 'queued' }] }, { outgoing: [] }] as const
  expect(unsentText([{ outgoing: [{ state: 'acked' }] }], 'guest')).toBeNull()
  expect(unsentText(rooms, 'registered')).toBe(
    'One message has not been sent yet. It is kept in this browser until you sign in here again.',
  )
  expect(unsentText([...rooms, ...rooms], 'guest')).toBe(
    '2 messages have not been sent yet. They are lost with this guest.',
  )
})

test('[B5] a program is named as one wherever there is only text, and by its webhook when it goes by another name', () => {
  const sender = { userId: parseUserId('u-hook'), name: 'Ann' }
  expect(senderText(sender)).toBe('Ann')
  expect(senderText({ ...sender, app: 'Ann' })).toBe('Ann (app)')
  expect(senderText({ ...sender, app: 'CI' })).toBe('Ann (app: CI)')
})

test('the composer tells how many characters are left when they are few, and by how many a text is too long', () => {
  const told = (text: string) => sizeNotice(text)?.text
  expect(told('x'.repeat(TEXT_MAX_BYTES - 1_001))).toBeUndefined()
  expect(told('x'.repeat(TEXT_MAX_BYTES - 1))).toBe('1 character left')
  expect(sizeNotice('x'.repeat(TEXT_MAX_BYTES))).toEqual({ text: '0 characters left', isTooLong: false })
  expect(sizeNotice(`${'x'.repeat(TEXT_MAX_BYTES)}y`)).toEqual({
    text: 'Too long to send: shorten it by 1 character',
    isTooLong: true,
  })
  expect(told('é'.repeat(TEXT_MAX_BYTES / 2 - 100))).toBe('about 100 characters left')
  const tooLong = '😀'.repeat(TEXT_MAX_BYTES / 4 + 50)
  expect(told(tooLong)).toBe('Too long to send: shorten it by about 50 characters')
  expect(sizeNotice([...tooLong].slice(50).join(''))?.isTooLong).toBe(false)
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

test('slow mode is told in the largest whole unit, and a wait never as shorter than it is', () => {
  expect([5, 30, 90, 60, 300, 3_600, 5_400, 21_600].map(paceText)).toEqual([
    ...['5 s', '30 s', '90 s', '1 min', '5 min', '1 h', '90 min', '6 h'],
  ])
  expect([1, 1_000, 1_001, 99_000, 99_001, 5_999_000, 6_000_001, 21_600_000].map(timeLeftText)).toEqual([
    ...['1 s', '1 s', '2 s', '99 s', '2 min', '1 h 40 min', '1 h 41 min', '6 h'],
  ])
})

test('initials and colours of avatars are stable', () => {
  expect(initialsOf('Ann Fischer')).toBe('AF')
  expect(initialsOf('bob')).toBe('BO')
  expect(initialsOf('😀 !')).toBe('?')
  expect(initialsOf('')).toBe('?')
  expect(toneOf('u-ann')).toBe(toneOf('u-ann'))
  for (let id = 0; id < 1_000; id++) expect(toneOf(`u${id}`)).toBeLessThan(12)
})
