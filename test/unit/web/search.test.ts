import { CommandFailed, type FoundMessage, type SearchStep, searchMarks } from '@hubbub/client'
import { expect, test } from 'vitest'
import { excerptOf } from '../../../apps/web/src/features/search/excerpt.js'
import { type SearchResults, startSearchRun } from '../../../apps/web/src/features/search/search-run.js'
import { lookingText, outcomeText } from '../../../apps/web/src/features/search/search-text.js'
import { startOfDay } from '../../../apps/web/src/features/timeline/clock-text.js'
import { plainText } from '../../../apps/web/src/features/timeline/plain-text.js'
import { LOBBY, message } from '../client/make.js'

const found = (count: number, before = 1_000): FoundMessage[] =>
  Array.from({ length: count }, (_, index) => ({ roomId: LOBBY, ...message(before - index - 1) }))
const step = (fields: Partial<SearchStep> = {}): SearchStep => ({
  found: [],
  isDone: false,
  backTo: null,
  leftOut: 0,
  ...fields,
})

/** No half of a character stands alone in it. */
const isWellFormed = (text: string) => Buffer.from(text).toString() === text

/** A search whose answers come when the test says so, and what is told of it. */
function startRun() {
  const told: SearchResults[] = []
  const asked: { answer: (next: SearchStep) => void; refuse: (error: Error) => void }[] = []
  const next = () =>
    new Promise<SearchStep>((answer, refuse) => {
      asked.push({ answer, refuse })
    })
  const run = startSearchRun('tea', { next }, results => told.push(results))
  const settle = async () => void (await new Promise(resolve => setImmediate(resolve)))
  return {
    run,
    told,
    asked,
    async answers(next: SearchStep) {
      asked.at(-1)?.answer(next)
      await settle()
    },
    async refuses(error: Error) {
      asked.at(-1)?.refuse(error)
      await settle()
    },
  }
}

test('a search goes on by itself until it has found enough, then when it is told to, and ends at the beginning', async () => {
  const search = startRun()
  expect(search.told).toEqual([])
  await search.answers(step({ backTo: 30 }))
  expect(search.told.at(-1)).toMatchObject({ found: [], backTo: 30, progress: { state: 'looking' } })
  await search.answers(step({ found: found(20), backTo: 20 }))
  expect(search.told.at(-1)).toMatchObject({ backTo: 20, progress: { state: 'more' } })
  expect(search.asked).toHaveLength(2)

  search.run.goOn()
  search.run.goOn()
  expect(search.told.at(-1)).toMatchObject({ progress: { state: 'looking' } })
  await search.answers(step({ found: found(19, 900), backTo: 10 }))
  expect(search.asked).toHaveLength(4)
  await search.answers(step({ isDone: true, leftOut: 1 }))
  expect(search.told.at(-1)).toMatchObject({ backTo: 10, leftOut: 1, progress: { state: 'done' } })
  expect(search.told.at(-1)?.found).toEqual([...found(20), ...found(19, 900)])
})

test('a search that was given up tells nothing of what is answered after that', async () => {
  const search = startRun()
  search.run.stop()
  await search.answers(step({ found: found(1), isDone: true }))
  search.run.goOn()
  expect(search.told).toEqual([])
  expect(search.asked).toHaveLength(1)
})

test('a search without a connection waits, one that is refused says why, and both go on with what they have', async () => {
  const search = startRun()
  await search.answers(step({ found: found(1) }))
  await search.refuses(new CommandFailed('unavailable', 'The connection was lost.', true))
  expect(search.told.at(-1)).toMatchObject({ found: found(1), progress: { state: 'waiting' } })
  search.run.goOn()
  await search.refuses(new CommandFailed('not_a_member', 'No member.', false))
  expect(search.told.at(-1)?.progress).toEqual({ state: 'failed', problem: expect.stringMatching(/room/) })
  search.run.goOn()
  await search.answers(step({ isDone: true }))
  expect(search.told.at(-1)).toMatchObject({ found: found(1), progress: { state: 'done' } })
})

test('how a search stands is said in a sentence', () => {
  const now = Date.now()
  const told = (
    count: number,
    state: 'done' | 'more' | 'looking',
    backTo: number | null = null,
    leftOut = 0,
  ) =>
    outcomeText({ query: 'tea', found: found(count), backTo, leftOut, progress: { state } }, startOfDay(now))
  expect(told(0, 'done')).toBe('No message matches “tea”.')
  expect(told(1, 'done', now)).toBe('1 message found')
  expect(told(2, 'more')).toBe('2 messages found')
  expect(told(20, 'more', now)).toBe('20 messages found, back to today')
  expect(told(3, 'looking', now)).toBe('')
  expect(told(0, 'done', now, 1)).toBe('No message matches “tea”. 1 room could not be searched.')
  expect(told(1, 'done', now, 2)).toBe('1 message found. 2 rooms could not be searched.')
  expect(told(20, 'more', now, 1)).toBe('20 messages found, back to today. 1 room could not be searched.')
  expect(lookingText(null, startOfDay(now))).toBe('Looking…')
  expect(lookingText(startOfDay(now) - 1, startOfDay(now))).toBe('Looking back to yesterday…')
})

test('of a text its beginning is shown, or what stands around the first mark further down', () => {
  const shown = (text: string, query: string) =>
    excerptOf(text, searchMarks(text, query))
      .map(piece => (piece.isMarked ? `[${piece.text}]` : piece.text))
      .join('')
  expect(shown('tea at five, or Téa?', 'tea')).toBe('[tea] at five, or [Téa]?')
  expect(shown('no such word', 'tea')).toBe('no such word')
  expect(shown(`tea ${'and '.repeat(100)}`, 'tea')).toMatch(/^\[tea\] and (and )+.*…$/)

  const late = shown(`${'word '.repeat(100)}tea ${'and '.repeat(100)}`, 'tea')
  expect(late).toMatch(/^…word (word )+\[tea\] and (and )+.*…$/)
  expect(late.length).toBeLessThan(260)
  expect(shown(`${'word '.repeat(100)}tea`, 'tea')).toMatch(/^…word (word )+\[tea\]$/)
})

test('an excerpt cuts no character in two, also where there is no blank and a mark is longer than what is shown', () => {
  const smiles = '😀'.repeat(300)
  for (const lead of ['', 'x']) {
    const text = `${lead}${smiles}tea${smiles}`
    const whole = excerptOf(text, searchMarks(text, 'tea'))
    expect(whole.every(({ text: piece }) => isWellFormed(piece))).toBe(true)
    expect(whole.find(({ isMarked }) => isMarked)?.text).toBe('tea')
    const marked = excerptOf(text, [[0, text.length]])
    expect(marked.every(({ text: piece }) => isWellFormed(piece))).toBe(true)
    expect(marked.map(({ isMarked }) => isMarked)).toEqual([true, false])
  }
})

test('a found message is one line, without the marks that shape it', () => {
  expect(plainText('one\n\n  *two* `three`\n```js\nfour\n```')).toBe('one two three four')
  expect(plainText('- one\n- *two*\nthree')).toBe('one two three')
  expect(plainText('3. noon\n5. or later')).toBe('3. noon 5. or later')
})
