import { expect, test } from 'vitest'
import { pinnedOf, type ReadPins } from '../../../apps/web/src/features/pins/pinned.js'
import { changesIn } from '../../../packages/client/src/message-changes.js'
import { ann, bob, change, message, messages, picture, seq } from '../client/make.js'

const entries = [...messages(5, 8), change(9, 6, 'new'), change(10, 7, null), change(11, 3, 'newer')]
const timeline = { entries, oldestSeq: seq(2) }
const pinned = (at: number, read: ReadPins = new Map()) =>
  pinnedOf({ seq: seq(at), mid: message(at).mid }, timeline, changesIn(entries), read)

test('[C5] a pinned message is shown as it reads by now', () => {
  expect(pinned(5)).toMatchObject({ state: 'known', sender: bob, sentAt: 5, text: 'message 5' })
  expect(pinned(6)).toMatchObject({ state: 'known', text: 'new' })
})

test('[C5] what is older than the page is read by itself, and changed by what the page knows', () => {
  expect(pinned(4)).toMatchObject({ state: 'earlier' })
  const read: ReadPins = new Map([
    [message(4).mid, { sender: ann, sentAt: 4, text: 'read' }],
    [message(2).mid, { sender: ann, sentAt: 2, text: '', files: [picture] }],
    [message(3).mid, { sender: ann, sentAt: 3, text: 'before' }],
    [message(1).mid, null],
  ])
  expect(pinned(4, read)).toMatchObject({ state: 'known', sender: ann, sentAt: 4, text: 'read' })
  expect(pinned(3, read)).toMatchObject({ state: 'known', text: 'newer' })
  expect(pinned(2, read)).toMatchObject({ state: 'known', text: 'photo.png' })
  expect(pinned(1, read)).toMatchObject({ state: 'gone' })
})

test('[C5] [J4] what was trimmed or deleted is not kept any more', () => {
  expect(pinned(1)).toMatchObject({ state: 'gone' })
  expect(pinned(7)).toMatchObject({ state: 'gone' })
})
