import { expect, test } from 'vitest'
import { messageHref, messageIn, roomHref, roomIn } from '../../../apps/web/src/features/rooms/room-route.js'
import { LOBBY, message } from '../client/make.js'

test('an address names a room, and maybe a message in it', () => {
  const { seq, mid } = message(12)
  expect([roomIn(roomHref(LOBBY)), messageIn(roomHref(LOBBY))]).toEqual([LOBBY, null])
  const href = messageHref(LOBBY, { seq, mid })
  expect([roomIn(href), messageIn(href)]).toEqual([LOBBY, { seq, mid }])
})

test('what is no address of ours names nothing, and a room with something else behind it names the room', () => {
  for (const hash of [
    '',
    '#',
    '#/cluster',
    '#/room/',
    '#/room/a b',
    `#/room/${'a'.repeat(33)}`,
    '#/room//1-abcdefgh',
  ])
    expect([roomIn(hash), messageIn(hash)]).toEqual([null, null])
  for (const rest of [
    '',
    'x',
    '-',
    '1',
    '1-',
    '1-short',
    '0-abcdefgh',
    '-1-abcdefgh',
    '1e3-abcdefgh',
    '123456789',
    '01-abcdefgh',
    '1.5-abcdefgh',
    '9007199254740993-abcdefgh',
    '1-<script>',
  ])
    expect([roomIn(`#/room/lobby/${rest}`), messageIn(`#/room/lobby/${rest}`)]).toEqual([LOBBY, null])
})
