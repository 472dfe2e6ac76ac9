import { changesIn } from '@hubbub/client'
import type { Entry } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { countReplies, threadOf } from '../../../apps/web/src/features/replies/threads.js'
import { ann, change, message, reaction, seq } from '../client/make.js'

const place = (at: number) => ({ seq: seq(at), mid: message(at).mid })
const replyTo = (at: number, to: number) => message(at, { replyTo: place(to) })
const log = (entries: readonly Entry[], oldest = 1) => ({ entries, oldestSeq: seq(oldest) })
const countsIn = (entries: readonly Entry[], oldest = 1) =>
  Object.fromEntries(countReplies(log(entries, oldest), changesIn(entries)))
const seqsOf = (root: number, entries: readonly Entry[]) =>
  threadOf(place(root).mid, log(entries)).map(({ seq }) => Number(seq))

test('replies, and replies to those, belong to the message that all of them go back to', () => {
  const entries = [
    message(1),
    replyTo(2, 1),
    message(3),
    replyTo(4, 3),
    replyTo(5, 2),
    replyTo(6, 5),
    reaction(7, 1, ann, '👍'),
  ]
  expect(countsIn(entries)).toEqual({ [place(1).mid]: 3, [place(3).mid]: 1 })
  expect([seqsOf(1, entries), seqsOf(3, entries)]).toEqual([
    [1, 2, 5, 6],
    [3, 4],
  ])
  expect(seqsOf(2, entries)).toEqual([2])
})

test('a deleted reply counts no more, and what answered it still belongs there', () => {
  const entries = [message(1), replyTo(2, 1), replyTo(3, 2), change(4, 2, null), change(5, 3, 'new')]
  expect(countsIn(entries)).toEqual({ [place(1).mid]: 1 })
  expect(seqsOf(1, entries)).toEqual([1, 2, 3])
})

test('replies to what is not held are known once it is', () => {
  const entries = [replyTo(5, 1), replyTo(6, 5)]
  expect(countsIn(entries)).toEqual({ [place(1).mid]: 2 })
  expect(seqsOf(1, [message(1), ...entries])).toEqual([1, 5, 6])
})

test('what goes back to a message that is no longer kept goes back to the first that is', () => {
  const entries = [replyTo(5, 1), replyTo(6, 5), replyTo(7, 2)]
  expect(countsIn(entries, 5)).toEqual({ [place(5).mid]: 1 })
})

test('a chain of replies as long as a log is followed at once', () => {
  const entries = [message(1), ...Array.from({ length: 20_000 }, (_, index) => replyTo(index + 2, index + 1))]
  const startedAt = performance.now()
  expect(countsIn(entries)).toEqual({ [place(1).mid]: 20_000 })
  expect(performance.now() - startedAt).toBeLessThan(200)
})
