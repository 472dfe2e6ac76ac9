import { parseSeq } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { CommandFailed, noAnswer } from '../../../packages/client/src/command-failed.js'
import { createReadMarker } from '../../../packages/client/src/read-marker.js'

/** A marker on a connected client; `pass` lets the pause after a telling end. */
function setUp(answer: () => Promise<void> = async () => undefined) {
  const told: [seq: number, back: boolean][] = []
  let due: (() => void) | null = null
  const marker = createReadMarker({
    clock: {
      now: () => 0,
      after(_, run) {
        due = run
        return () => {
          due = null
        }
      },
    },
    canTell: () => true,
    tell(seq, back) {
      told.push([seq, back])
      return answer()
    },
    changed() {},
  })
  marker.joined(parseSeq(0), true)
  return { marker, told, pass: () => due?.() }
}

test('[J5] what is read while a join is under way is not unread again by its answer', async () => {
  const { marker, told } = setUp()
  marker.asking()
  marker.mark(parseSeq(8))
  await Promise.resolve()
  expect(told).toEqual([[8, false]])
  marker.joined(parseSeq(5), false)
  expect(marker.seq()).toBe(8)
})

test('[J5] what is read within a second is told together, or at once when the user may be about to leave', async () => {
  const { marker, told } = setUp()
  for (const seq of [3, 4, 5]) marker.mark(parseSeq(seq))
  expect(told).toEqual([[3, false]])
  marker.tellNow()
  expect(told).toEqual([
    [3, false],
    [5, false],
  ])
  await Promise.resolve()
  marker.tellNow()
  expect(told).toHaveLength(2)
})

test('[J5] who went back on another device meanwhile is believed at the next join', async () => {
  const { marker, pass } = setUp()
  marker.mark(parseSeq(8))
  await Promise.resolve()
  pass()
  marker.asking()
  marker.joined(parseSeq(5), false)
  expect(marker.seq()).toBe(5)
})

test('[J5] going back once more is told again until the server knows, whatever becomes of what was told before', async () => {
  const refusals: ((failure: CommandFailed) => void)[] = []
  const { marker, told, pass } = setUp(() => new Promise((_, reject) => refusals.push(reject)))
  marker.joined(parseSeq(8), false)
  marker.goBack(parseSeq(3))
  marker.goBack(parseSeq(2))
  const [first, second] = refusals
  first?.(new CommandFailed('bad_request', 'A server of before knows no way back.', false))
  second?.(noAnswer('The connection was lost.'))
  await Promise.resolve()
  pass()
  expect(told).toEqual([
    [3, true],
    [2, true],
    [2, true],
  ])
  refusals[2]?.(new CommandFailed('bad_request', 'A server of before knows no way back.', false))
  await Promise.resolve()
  pass()
  expect(told).toHaveLength(3)
})

test('[J5] a place that is refused for good is not told again, and the next join says what stands', async () => {
  const { marker, told, pass } = setUp(() => Promise.reject(new CommandFailed('not_a_member', 'No.', false)))
  marker.mark(parseSeq(8))
  await Promise.resolve()
  pass()
  pass()
  expect(told).toEqual([[8, false]])
  marker.mark(parseSeq(9))
  expect(told.at(-1)).toEqual([9, false])
  await Promise.resolve()
  marker.asking()
  marker.joined(parseSeq(5), false)
  expect(marker.seq()).toBe(5)
})

test('[J5] an answer about one place settles no other, and what the server knows by itself is not told', async () => {
  const answers: (() => void)[] = []
  const { marker, told, pass } = setUp(() => new Promise(resolve => answers.push(resolve)))
  marker.mark(parseSeq(5))
  marker.mark(parseSeq(8))
  answers[0]?.()
  await Promise.resolve()
  pass()
  expect(told).toEqual([
    [5, false],
    [8, false],
  ])
  marker.marked(parseSeq(8), false)
  pass()
  marker.mark(parseSeq(9))
  marker.asking()
  marker.joined(parseSeq(9), false)
  pass()
  expect(told).toHaveLength(3)
})

test('[J5] what is read after going back is told as going back until the server knows or it is all read again', async () => {
  const { marker, told, pass } = setUp(() => Promise.reject(noAnswer('The connection was lost.')))
  marker.joined(parseSeq(8), false)
  marker.goBack(parseSeq(3))
  marker.mark(parseSeq(5))
  pass()
  marker.goBack(parseSeq(4))
  marker.mark(parseSeq(9))
  pass()
  expect(told).toEqual([
    [3, true],
    [5, true],
    [4, true],
    [9, false],
  ])
  marker.joined(parseSeq(12), false)
  expect(marker.seq()).toBe(12)
})
