import { parseSeq } from '@hubbub/shared'
import { expect, test } from 'vitest'
import { createReadMarker } from '../../../packages/client/src/read-marker.js'

/** A marker on a connected client to which the server always says yes; `pass` lets the pause after a telling end. */
function setUp() {
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
    tell: async (seq, back) => told.push([seq, back]),
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

test('[J5] who went back on another device meanwhile is believed at the next join', async () => {
  const { marker, pass } = setUp()
  marker.mark(parseSeq(8))
  await Promise.resolve()
  pass()
  marker.asking()
  marker.joined(parseSeq(5), false)
  expect(marker.seq()).toBe(5)
})
