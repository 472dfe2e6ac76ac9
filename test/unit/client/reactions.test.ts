import { REACTIONS_PER_MESSAGE } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { reactionsIn } from '../../../packages/client/src/reactions.js'
import { ann, bob, change, message, reaction } from './make.js'

const reactionsTo = (of: number, entries: Parameters<typeof reactionsIn>[0]) =>
  reactionsIn(entries).get(message(of).mid)

test('[C4] an emoji is shown once per member, first come first, and not after it was taken back', () => {
  const entries = [
    message(1),
    reaction(2, 1, bob, '👍'),
    reaction(3, 1, ann, '🎉'),
    reaction(4, 1, ann, '👍'),
    reaction(5, 1, ann, '👍'),
  ]
  expect(reactionsTo(1, entries)).toEqual([
    { emoji: '👍', users: [bob, ann] },
    { emoji: '🎉', users: [ann] },
  ])
  entries.push(reaction(6, 1, bob, '👍', false), reaction(7, 1, ann, '🎉', false))
  expect(reactionsTo(1, entries)).toEqual([{ emoji: '👍', users: [ann] }])
  // Taken back without having been given, and given again.
  entries.push(reaction(8, 1, bob, '🎉', false), reaction(9, 1, ann, '🎉'))
  expect(reactionsTo(1, entries)).toEqual([
    { emoji: '👍', users: [ann] },
    { emoji: '🎉', users: [ann] },
  ])
})

test('[C4] reactions are told apart by their message, and a change is none', () => {
  const entries = [message(1), message(2), reaction(3, 2, bob, '👍'), change(4, 1, 'new')]
  expect(reactionsTo(1, entries)).toBeUndefined()
  expect(reactionsTo(2, entries)).toEqual([{ emoji: '👍', users: [bob] }])
})

test('more different emoji than one message shows are left out; those that are there still count', () => {
  const emoji = Array.from({ length: REACTIONS_PER_MESSAGE + 5 }, (_, index) =>
    String.fromCodePoint(0x1f400 + index),
  )
  const entries = [message(1), ...emoji.map((each, index) => reaction(index + 2, 1, bob, each))]
  entries.push(reaction(100, 1, ann, emoji[0] ?? ''), reaction(101, 1, ann, emoji.at(-1) ?? ''))
  const shown = reactionsTo(1, entries)
  expect(shown?.map(each => each.emoji)).toEqual(emoji.slice(0, REACTIONS_PER_MESSAGE))
  expect(shown?.[0]?.users).toEqual([bob, ann])
})
